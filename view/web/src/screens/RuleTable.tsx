import { SeverityMark } from "../parts/SeverityMark";
import { Table } from "../parts/Table";
import type { AlertReport } from "../protocol";
import { figure } from "../text/alerts";
import { lengthText, UNKNOWN } from "../text/numbers";
import { oneLine } from "../text/safe";

/** The rules in force, with how far each looks back. */
export function RuleTable({ report }: { report: AlertReport }) {
  return (
    <>
      <Table
        title={`Rules of ${oneLine(report.file, 80)}`}
        heads={["Rule", "Severity", "Kind", "Looks at", "Per", "Window", "Bound", "Holds for", "Cools down", "Tells"]}
        words={[1, 2, 3, 4, 9]}
        empty="No rule is in force: the rules file has none."
        rows={report.rules.map((rule) => [
          <span class="rule-name">
            <span class="strong">{oneLine(rule.name, 80)}</span>
            <span class="muted">{oneLine(rule.summary, 200)}</span>
          </span>,
          <SeverityMark severity={rule.severity} />,
          oneLine(rule.kind),
          oneLine(rule.topics.join(", "), 120),
          rule.per.length === 0 ? <span class="muted">all together</span> : oneLine(rule.per.join(", "), 120),
          lengthText(rule.windowMs),
          rule.threshold === undefined ? UNKNOWN : figure(rule.threshold, rule.kind),
          rule.holdsMs === 0 ? "–" : lengthText(rule.holdsMs),
          rule.coolDownMs === 0 ? "–" : lengthText(rule.coolDownMs),
          rule.to.length === 0 ? <span class="muted">all</span> : oneLine(rule.to.join(", "), 80),
        ])}
      />
      <p class="muted">
        To change them, copy them into the rules file: <code>agentbus alerts rules &gt; alerts.yaml</code>; it is read again whenever it changes.
      </p>
    </>
  );
}
