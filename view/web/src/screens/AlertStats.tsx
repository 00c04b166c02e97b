import { Stat } from "../parts/Stat";
import { Time } from "../parts/Time";
import type { AlertReport } from "../protocol";
import { count } from "../text/numbers";
import { oneLine } from "../text/safe";

/** The alerts in one glance. */
export function AlertStats({ report }: { report: AlertReport }) {
  const critical = report.active.filter((alert) => alert.severity === "critical").length;
  const { destinations } = report;
  const sum = (part: "sent" | "waiting" | "deadLettered") => destinations.reduce((total, each) => total + each[part], 0);
  const given = sum("deadLettered");
  return (
    <dl class="stats alert-stats">
      <Stat
        label="Firing"
        value={count(report.active.length)}
        note={report.active.length === 0 ? "all well" : `${critical} critical`}
        tone={critical > 0 ? "bad" : report.active.length > 0 ? "warn" : "plain"}
      />
      <Stat label="Silences" value={count(report.silences.length)} note={report.silences.length === 0 ? "nothing is quiet" : "in force"} />
      <Stat
        label="Told"
        value={report.judgedHere ? count(sum("sent")) : "–"}
        note={destinations.length === 0 ? "nobody is told" : given > 0 ? `${count(given)} given up` : `${count(sum("waiting"))} waiting`}
        tone={given > 0 ? "bad" : "plain"}
      />
      <Stat label="Rules" value={count(report.rules.length)} note={oneLine(report.file, 60)} />
      <Stat
        label="Judged up to"
        value={report.judgedUpTo === undefined ? "–" : <Time at={Date.parse(report.judgedUpTo)} />}
        note={report.judgedHere ? (report.judgedUpTo === undefined ? "no event yet" : "event time") : "by another process"}
      />
    </dl>
  );
}
