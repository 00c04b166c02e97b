import { useEffect, useMemo } from "preact/hooks";
import { Drawer } from "../parts/Drawer";
import { Empty } from "../parts/Empty";
import { EventDetails } from "../parts/EventDetails";
import { Said } from "../parts/Said";
import { SearchBox } from "../parts/SearchBox";
import { catchUp } from "../state/bus";
import { adjust, param } from "../state/place";
import { decisions } from "../state/routing";
import { admitting, NO_FILTER } from "../state/stream";
import { plural } from "../text/numbers";
import { DecisionReasons } from "./DecisionReasons";
import { DecisionTable } from "./DecisionTable";
import { Handovers } from "./Handovers";
import { RoutingSummary } from "./RoutingSummary";

/** Who was chosen, instead of whom, and why. */
export function RoutingScreen() {
  useEffect(() => {
    void catchUp();
  }, []);
  const all = decisions.value;
  const strategy = param("strategy");
  const text = param("q");
  const shown = useMemo(
    () => all.filter(admitting({ ...NO_FILTER, type: strategy, text })),
    [all, strategy, text],
  );
  const chosen = all.find((event) => event.id === param("event"));
  if (all.length === 0) {
    return (
      <Empty title="No routing decision in the last 24 hours">
        <p>A router reports its choice like this:</p>
        <pre class="command-text" tabIndex={0} aria-label="Command that reports a decision">
          skills/log-routing-decision --agent agent-api --confidence 0.92 --strategy enhanced_fuzzy_matching --latency-ms 12
        </pre>
      </Empty>
    );
  }
  return (
    <div class={`split${chosen === undefined ? "" : " split-open"}`}>
      <div class="split-main">
        <RoutingSummary events={all} strategy={strategy} />
        <Handovers />
        <div class="toolbar">
          <SearchBox label="Search decisions" value={text} onChange={(q) => adjust({ q })} />
          {strategy !== "" && (
            <button type="button" class="chip" aria-pressed="true" onClick={() => adjust({ strategy: "" }, true)}>
              <Said text={strategy} limit={40} /> <span aria-hidden="true">✕</span>
              <span class="unseen">, show all strategies</span>
            </button>
          )}
          <span class="toolbar-note num" role="status">
            {plural(shown.length, "decision")}
          </span>
        </div>
        {shown.length === 0 ? (
          <Empty title="No decision matches">
            <button type="button" class="button" onClick={() => adjust({ q: "", strategy: "" }, true)}>
              Show all decisions
            </button>
          </Empty>
        ) : (
          <DecisionTable events={shown} selected={param("event")} />
        )}
      </div>
      {chosen !== undefined && (
        <Drawer title={<Said text={chosen.agent} limit={120} />} onClose={() => adjust({ event: "" }, true)}>
          <DecisionReasons event={chosen} />
          <EventDetails event={chosen} />
        </Drawer>
      )}
    </div>
  );
}
