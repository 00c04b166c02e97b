import { Stat } from "../parts/Stat";
import type { WindowReport } from "../protocol";
import { lateEvents } from "../state/windows";
import { count, duration, percent, rate, score } from "../text/numbers";

/** All windows together. */
export function WindowStats({ counted }: { counted: WindowReport }) {
  const { total } = counted;
  const late = lateEvents(counted);
  const seconds = (Date.parse(counted.to) - Date.parse(counted.from)) / 1000;
  return (
    <dl class="stats">
      <Stat label="Events" value={count(total.count)} note={`${rate(total.count / seconds)} per second`} />
      <Stat label="Errors" value={count(total.errors)} note={`${percent(total.successRate)} succeeded`} tone={total.errors > 0 ? "warn" : "plain"} />
      <Stat label="Duration, p50" value={duration(total.p50Ms)} note={`mean ${duration(total.meanMs)}`} />
      <Stat label="p95" value={duration(total.p95Ms)} note={`p99 ${duration(total.p99Ms)}`} />
      <Stat label="Confidence" value={score(total.confidence)} note={`${percent(total.cacheHitRate)} cache hits`} />
      <Stat label="Late" value={count(late)} note={late === 0 ? "none" : "counted where they belong"} />
    </dl>
  );
}
