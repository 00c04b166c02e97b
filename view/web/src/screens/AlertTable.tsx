import { Ago } from "../parts/Ago";
import { Empty } from "../parts/Empty";
import { Rows } from "../parts/Rows";
import { Said } from "../parts/Said";
import { SeverityMark } from "../parts/SeverityMark";
import { SortHead } from "../parts/SortHead";
import { Time } from "../parts/Time";
import type { Alert, AlertReport, AlertRule, PendingAlert } from "../protocol";
import { type AlertRow, findings, keyOf, quietNext, silenceOf } from "../state/alerts";
import { adjust } from "../state/place";
import { narrow } from "../state/preferences";
import { plural } from "../text/numbers";
import { oneLine } from "../text/safe";
import { against } from "../text/alerts";

const HEADS = [
  ["Severity", "How grave it is; the gravest first"],
  ["Alert", "What the rule says about it"],
  ["Rule", "The rule that fired"],
  ["Key", "Of what it fired"],
  ["Value", "What was found, against the rule's bound"],
  ["Since", "Time since it fired, or since it is over"],
] as const;

interface AlertTableProps {
  rows: readonly AlertRow[];
  report: AlertReport;
  selected: string;
}

export function AlertTable({ rows, report, selected }: AlertTableProps) {
  if (rows.length === 0) {
    return report.active.length + report.pending.length + report.recent.length === 0 ? (
      <Empty title="Nothing fires">
        <p>
          {plural(report.rules.length, "rule")} of {oneLine(report.file, 80)} watch the bus; what they find shows here by itself. What a rule of your own would have
          found:
        </p>
        <pre class="command-text" tabIndex={0} aria-label="Command that tries rules on the past">
          agentbus alerts test --rules my-rules.yaml --from 7d
        </pre>
      </Empty>
    ) : (
      <Empty title="No alert matches">
        <button type="button" class="button" onClick={() => adjust({ q: "" })}>
          Show all
        </button>
      </Empty>
    );
  }
  const rules = new Map(report.rules.map((rule) => [rule.name, rule]));
  return (
    <Rows
      label="Alerts, the gravest first"
      columns="cols-alerts"
      items={rows}
      keyOf={(row) => row.key}
      rowHeight={narrow.value ? 62 : 34}
      selected={selected}
      onSelect={(row) => row.kind === "alert" && adjust({ alert: row.key === selected ? "" : row.key }, true)}
      toneOf={toneOf}
      header={HEADS.map(([label, title]) => (
        <SortHead key={label} label={label} title={title} sorted="none" />
      ))}
      render={(row) =>
        row.kind === "group" ? (
          <span role="gridcell" class="group-cell">
            {row.label} <span class="muted num">{row.count}</span>
          </span>
        ) : row.kind === "pending" ? (
          <PendingCells pending={row.pending} rule={rules.get(row.pending.rule)} />
        ) : (
          <Cells alert={row.alert} report={report} rule={rules.get(row.alert.rule)} />
        )
      }
    />
  );
}

function toneOf(row: AlertRow): string {
  switch (row.kind) {
    case "group":
      return "row-group";
    case "pending":
      return "row-over";
    case "alert":
      return row.alert.resolvedAt === undefined ? `row-${row.alert.severity}` : "row-over";
  }
}

function PendingCells({ pending, rule }: { pending: PendingAlert; rule: AlertRule | undefined }) {
  return (
    <>
      <span role="gridcell" class="cell-severity">
        <SeverityMark severity={pending.severity} />
      </span>
      <span role="gridcell" class="cell-what">
        Fires if it lasts until <Time at={Date.parse(pending.firesAt)} />
      </span>
      <span role="gridcell" class="cell-rule muted">
        <Said text={pending.rule} limit={80} />
      </span>
      <span role="gridcell" class="cell-key">
        <Said text={keyOf(pending, rule?.per).map(([, value]) => value).join(" · ")} limit={160} />
      </span>
      <span role="gridcell" class="cell-value num">
        {against(null, rule?.threshold ?? null, rule?.kind)}
      </span>
      <span role="gridcell" class="cell-seen num">
        <Ago at={Date.parse(pending.since)} />
      </span>
    </>
  );
}

function Cells({ alert, report, rule }: { alert: Alert; report: AlertReport; rule: AlertRule | undefined }) {
  const finding = findings.value.get(alert.id);
  const quiet = alert.resolvedAt === undefined ? quietNext(alert, report.silences) : silenceOf(alert, report.silences);
  return (
    <>
      <span role="gridcell" class="cell-severity">
        <SeverityMark severity={alert.severity} />
      </span>
      <span role="gridcell" class="cell-what">
        <Said text={alert.message} limit={300} />
        {quiet !== null && <span class="tag"> silenced</span>}
      </span>
      <span role="gridcell" class="cell-rule muted">
        <Said text={alert.rule} limit={80} />
      </span>
      <span role="gridcell" class="cell-key">
        <Said text={keyOf(alert, rule?.per).map(([, value]) => value).join(" · ")} limit={160} />
      </span>
      <span role="gridcell" class="cell-value num">
        {against(finding?.value ?? null, finding?.threshold ?? rule?.threshold ?? null, rule?.kind)}
      </span>
      <span role="gridcell" class="cell-seen num">
        <Ago at={Date.parse(alert.resolvedAt ?? alert.firedAt)} />
      </span>
    </>
  );
}
