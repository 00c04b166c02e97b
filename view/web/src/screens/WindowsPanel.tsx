import { useEffect, useMemo, useState } from "preact/hooks";
import { Chart } from "../parts/Chart";
import { Stat } from "../parts/Stat";
import { followWindows, lateEvents, rates, refusal, report, type WindowReport } from "../state/windows";
import { count, duration, percent, score } from "../text/numbers";
import { oneLine } from "../text/safe";

/** The windows of the last five minutes, each event counted once by the metrics group; asked for while it is open. */
export function WindowsPanel() {
  const [open, setOpen] = useState(false);
  useEffect(() => (open ? followWindows() : undefined), [open]);
  return (
    <details class="panel" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Metrics of the last five minutes</summary>
      {refusal.value !== null && <p class="muted">Not renewed: {oneLine(refusal.value)}</p>}
      {open && report.value !== null && <Windows counted={report.value} />}
    </details>
  );
}

function Windows({ counted }: { counted: WindowReport }) {
  const line = useMemo(() => rates(counted), [counted]);
  const { total } = counted;
  const late = lateEvents(counted);
  return (
    <>
      <dl class="stats">
        <Stat label="Events" value={count(total.count)} note={late === 0 ? "none late" : `${count(late)} late, counted where they belong`} />
        <Stat label="Errors" value={count(total.errors)} note={`${percent(total.successRate)} succeeded`} tone={total.errors > 0 ? "warn" : "plain"} />
        <Stat label="Duration" value={duration(total.p50Ms)} note={`p95 ${duration(total.p95Ms)}`} />
        <Stat label="Confidence" value={score(total.confidence)} note={`${percent(total.cacheHitRate)} cache hits`} />
      </dl>
      <Chart label="Events per second" times={line.times} values={line.values} unit="/s" />
      <p class="muted">By event time, in windows of {counted.windowSeconds} s.</p>
    </>
  );
}
