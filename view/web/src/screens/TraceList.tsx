import { useEffect, useMemo } from "preact/hooks";
import { Ago } from "../parts/Ago";
import { Empty } from "../parts/Empty";
import { FirstEvent } from "../parts/FirstEvent";
import { Rows } from "../parts/Rows";
import { Said } from "../parts/Said";
import { SearchBox } from "../parts/SearchBox";
import { SortHead } from "../parts/SortHead";
import type { TraceSummary } from "../protocol";
import { adjust, go, param } from "../state/place";
import { narrow } from "../state/preferences";
import { admitsTrace, findTraces, traces, tracesKept, tracesProblem } from "../state/traces";
import { count, duration, plural } from "../text/numbers";
import { oneLine, shortId } from "../text/safe";

const HEADS = [
  ["Trace", "What was asked first, and the correlation id"],
  ["Agents", "In the order in which they came"],
  ["Events", "As far as the view holds them"],
  ["Failures", "Events that say they failed"],
  ["Span", "From the first event's begin to the last"],
  ["Last", "Time since its last event"],
] as const;

/** Asks again once nobody typed for so long. */
const SETTLE_MILLIS = 200;

/** Traces that moved of late, found by id, agent or what was asked; and a way to any other by its id. */
export function TraceList() {
  const text = param("q").trim();
  const failedOnly = param("failures") === "1";
  useEffect(() => {
    const timer = setTimeout(() => void findTraces({ text, failedOnly }), text === "" ? 0 : SETTLE_MILLIS);
    return () => clearTimeout(timer);
  }, [text, failedOnly]);
  const all = traces.value;
  const shown = useMemo(() => all.filter(admitsTrace({ text, failedOnly })), [all, text, failedOnly]);
  const openTyped = () => text !== "" && go("trace", { id: text });
  const onEnter = () => {
    const [only, ...others] = shown;
    if (only === undefined) {
      openTyped();
    } else if (others.length === 0) {
      go("trace", { id: only.correlationId });
    } else {
      document.querySelector<HTMLElement>(".rows")?.focus();
    }
  };
  return (
    <div class="split-main">
      <div class="toolbar toolbar-wide">
        <SearchBox
          label="Request, agent or correlation id"
          value={param("q")}
          onChange={(q) => adjust({ q })}
          onEnter={onEnter}
        />
        <button type="button" class="chip" aria-pressed={failedOnly} onClick={() => adjust({ failures: failedOnly ? "" : "1" }, true)}>
          With failures
        </button>
        <button type="button" class="button" onClick={openTyped} disabled={text === ""}>
          Open by id
        </button>
        <span class="toolbar-note num" role="status">
          {tracesKept.value === null ? "" : `newest ${count(shown.length)} of ${plural(Math.max(tracesKept.value, shown.length), "trace")}`}
        </span>
      </div>
      {tracesProblem.value !== null && <p class="banner">{oneLine(tracesProblem.value)}</p>}
      {shown.length > 0 ? <TraceTable shown={shown} /> : <NoTrace known={all.length > 0} />}
    </div>
  );
}

function NoTrace({ known }: { known: boolean }) {
  return known ? (
    <Empty title="No recent trace matches">
      <p>Older traces open by their whole id: press Enter.</p>
      <button type="button" class="button" onClick={() => adjust({ q: "", failures: "" })}>
        Show all
      </button>
    </Empty>
  ) : (
    <Empty title="No trace yet">
      <p>Events with the same correlation id make a trace.</p>
      <FirstEvent />
    </Empty>
  );
}

function TraceTable({ shown }: { shown: readonly TraceSummary[] }) {
  return (
    <Rows
      label="Recent traces; Enter opens one"
      columns="cols-traces"
      items={shown}
      keyOf={(trace) => trace.correlationId}
      rowHeight={narrow.value ? 62 : 34}
      selected=""
      onSelect={(trace) => go("trace", { id: trace.correlationId })}
      toneOf={(trace) => (trace.failures > 0 ? "row-failure" : "")}
      header={HEADS.map(([label, title]) => (
        <SortHead key={label} label={label} title={title} sorted="none" />
      ))}
      render={(trace) => <TraceRow trace={trace} />}
    />
  );
}

function TraceRow({ trace }: { trace: TraceSummary }) {
  const more = trace.agentCount - Math.min(trace.agents.length, 4);
  return (
    <>
      <span role="gridcell" class="cell-id">
        {trace.title === null ? (
          <span class="strong num">
            <Said text={trace.correlationId} limit={100} />
          </span>
        ) : (
          <>
            <span class="strong">
              <Said text={trace.title} limit={160} />
            </span>{" "}
            <span class="muted num" title={oneLine(trace.correlationId)}>
              {shortId(trace.correlationId)}
            </span>
          </>
        )}
      </span>
      <span role="gridcell" class="cell-agents">
        <Said text={trace.agents.slice(0, 4).join(", ")} limit={200} />
        {more > 0 && <span class="muted num"> +{more}</span>}
      </span>
      <span role="gridcell" class="cell-events num">
        {count(trace.events)}
        {!trace.complete && (
          <span class="muted" title="The view no longer holds its oldest events">
            +
          </span>
        )}
      </span>
      <span role="gridcell" class={`cell-failures num ${trace.failures > 0 ? "text-bad" : "muted"}`}>
        {count(trace.failures)}
      </span>
      <span role="gridcell" class="cell-span num">
        {duration(trace.durationMs)}
      </span>
      <span role="gridcell" class="cell-seen num">
        <Ago at={Date.parse(trace.lastAt)} />
      </span>
    </>
  );
}
