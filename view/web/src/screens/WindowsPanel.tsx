import { useEffect, useMemo } from "preact/hooks";
import { Chart } from "../parts/Chart";
import { Stat } from "../parts/Stat";
import { followWindows, lateEvents, rates, refusal, report } from "../state/windows";
import { count, duration, percent, score } from "../text/numbers";
import { oneLine } from "../text/safe";

/** The windows of the last five minutes, each event counted once by the metrics group. */
export function WindowsPanel() {
  useEffect(followWindows, []);
  const counted = report.value;
  const line = useMemo(() => (counted === null ? { times: [], values: [] } : rates(counted)), [counted]);
  if (counted === null) {
    return refusal.value === null ? null : <p class="muted">No metrics: {oneLine(refusal.value)}</p>;
  }
  const { total } = counted;
  const late = lateEvents(counted);
  return (
    <section class="panel" aria-label="Metrics">
      <h2>
        Metrics <span class="muted">5 min of event time, windows of {counted.windowSeconds} s</span>
      </h2>
      <dl class="stats">
        <Stat label="Events" value={count(total.count)} note={late === 0 ? "none late" : `${count(late)} late, counted where they belong`} />
        <Stat label="Errors" value={count(total.errors)} note={`${percent(total.successRate)} succeeded`} tone={total.errors > 0 ? "warn" : "plain"} />
        <Stat label="Duration" value={duration(total.p50Ms)} note={`p95 ${duration(total.p95Ms)}`} />
        <Stat label="Confidence" value={score(total.confidence)} note={`${percent(total.cacheHitRate)} cache hits`} />
      </dl>
      <Chart label="Events per second" times={line.times} values={line.values} unit="/s" />
      {refusal.value !== null && <p class="muted">Not renewed: {oneLine(refusal.value)}</p>}
    </section>
  );
}
