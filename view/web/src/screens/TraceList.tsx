import { useMemo, useState } from "preact/hooks";
import { Ago } from "../parts/Ago";
import { Empty } from "../parts/Empty";
import { FirstEvent } from "../parts/FirstEvent";
import { Rows } from "../parts/Rows";
import { Said } from "../parts/Said";
import { SearchBox } from "../parts/SearchBox";
import { SortHead } from "../parts/SortHead";
import { go } from "../state/place";
import { narrow } from "../state/preferences";
import { recentEvents } from "../state/stream";
import { recentTraces, type TraceSummary } from "../state/traces";
import { count, duration, plural } from "../text/numbers";

/** Traces that moved of late, and a field for any other. */
export function TraceList() {
  const [text, setText] = useState("");
  const events = recentEvents.value;
  const traces = useMemo(() => recentTraces(events), [events]);
  const needle = text.trim().toLowerCase();
  const shown = traces.filter(
    (trace) => trace.id.toLowerCase().includes(needle) || trace.agents.some((agent) => agent.toLowerCase().includes(needle)),
  );
  const openTyped = () => text.trim() !== "" && go("trace", { id: text.trim() });
  return (
    <div class="split-main">
      <div class="toolbar toolbar-wide">
        <SearchBox
          label="Correlation id or agent; Enter opens the id"
          value={text}
          onChange={setText}
          onEnter={openTyped}
        />
        <button type="button" class="button" onClick={openTyped} disabled={text.trim() === ""}>
          Open trace
        </button>
        <span class="toolbar-note num">{plural(shown.length, "recent trace")}</span>
      </div>
      {traces.length === 0 && (
        <Empty title="No trace yet">
          <p>Events with the same correlation id make a trace.</p>
          <FirstEvent />
        </Empty>
      )}
      {traces.length > 0 && shown.length === 0 && (
        <Empty title="No recent trace matches">
          <p>Older traces open by their whole id: press Enter.</p>
        </Empty>
      )}
      {shown.length > 0 && (
        <Rows
          label="Recent traces"
          columns="cols-traces"
          items={shown}
          keyOf={(trace) => trace.id}
          rowHeight={narrow.value ? 62 : 34}
          selected=""
          onSelect={(trace) => go("trace", { id: trace.id })}
          toneOf={(trace) => (trace.failures > 0 ? "row-failure" : "")}
          header={["Correlation id", "Agents", "Events", "Failures", "Span", "Last"].map((label) => (
            <SortHead key={label} label={label} title={label} sorted="none" />
          ))}
          render={(trace) => <TraceRow trace={trace} />}
        />
      )}
    </div>
  );
}

function TraceRow({ trace }: { trace: TraceSummary }) {
  return (
    <>
      <span role="gridcell" class="cell-id strong num">
        <Said text={trace.id} limit={100} />
      </span>
      <span role="gridcell" class="cell-agents">
        <Said text={trace.agents.slice(0, 6).join(", ")} limit={200} />
      </span>
      <span role="gridcell" class="cell-events num">
        {count(trace.events)}
      </span>
      <span role="gridcell" class={`cell-failures num ${trace.failures > 0 ? "text-bad" : "muted"}`}>
        {count(trace.failures)}
      </span>
      <span role="gridcell" class="cell-span num">
        {duration(trace.end - trace.begin)}
      </span>
      <span role="gridcell" class="cell-seen num">
        <Ago at={trace.end} />
      </span>
    </>
  );
}
