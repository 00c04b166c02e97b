import { useEffect } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { SearchBox } from "../parts/SearchBox";
import type { AlertReport } from "../protocol";
import { Refused } from "../state/api";
import { alertRows, alerts, readFindings } from "../state/alerts";
import { adjust, param } from "../state/place";
import { count } from "../text/numbers";
import { AlertDrawer } from "./AlertDrawer";
import { AlertStats } from "./AlertStats";
import { AlertTable } from "./AlertTable";
import { AlertTrouble } from "./AlertTrouble";
import { DestinationTable } from "./DestinationTable";
import { RuleTable } from "./RuleTable";
import { SilenceTable } from "./SilenceTable";

type View = "alerts" | "silences" | "destinations" | "rules";
const VIEWS: readonly View[] = ["alerts", "silences", "destinations", "rules"];
const NAMES: Record<View, string> = { alerts: "Firing", silences: "Silences", destinations: "Who is told", rules: "Rules" };

/** What is wrong now, who was told, what is kept quiet, and by which rules. */
export function AlertsScreen() {
  useEffect(() => {
    const abort = new AbortController();
    readFindings(abort.signal).catch((failure: unknown) => {
      if (!(failure instanceof Refused) && !(failure instanceof DOMException)) {
        throw failure;
      }
    });
    return () => abort.abort();
  }, []);
  const report = alerts.value;
  if (report === null) {
    return (
      <Empty title="Waiting for the alerts">
        <p>
          They show as soon as the bus tells. A process without the role <code>alerts</code> or <code>view</code> knows none.
        </p>
      </Empty>
    );
  }
  const view = VIEWS.find((each) => each === param("view")) ?? "alerts";
  const rows = alertRows(report, param("q"));
  const chosen = [...report.active, ...report.recent].find((alert) => alert.id === param("alert"));
  return (
    <div class={`split${chosen === undefined ? "" : " split-open"}`}>
      <div class="split-main">
        <AlertTrouble report={report} />
        <AlertStats report={report} />
        <div class="toolbar">
          {view === "alerts" && <SearchBox label="Find alerts" value={param("q")} onChange={(q) => adjust({ q })} />}
          <div class="chips" role="group" aria-label="What of the alerts">
            {VIEWS.map((each) => (
              <button key={each} type="button" class="chip" aria-pressed={each === view} onClick={() => adjust({ view: each === "alerts" ? "" : each, alert: "" }, true)}>
                {NAMES[each]} <span class="num chip-count">{count(sizeOf(each, report))}</span>
              </button>
            ))}
          </div>
        </div>
        {view === "alerts" && <AlertTable rows={rows} report={report} selected={param("alert")} />}
        {view !== "alerts" && (
          <div class="boards">
            {view === "silences" && <SilenceTable silences={report.silences} />}
            {view === "destinations" && <DestinationTable report={report} />}
            {view === "rules" && <RuleTable report={report} />}
          </div>
        )}
      </div>
      {chosen !== undefined && <AlertDrawer alert={chosen} report={report} />}
    </div>
  );
}

function sizeOf(view: View, report: AlertReport): number {
  return view === "alerts" ? report.active.length : report[view].length;
}
