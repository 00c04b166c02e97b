import { useMemo } from "preact/hooks";
import { Chart } from "../parts/Chart";
import { Link } from "../parts/Link";
import { Said } from "../parts/Said";
import { Stat } from "../parts/Stat";
import { now } from "../state/clock";
import { fleetTotals, SPARK_BUCKETS, SPARK_SECONDS } from "../state/fleet";
import { count, duration, percent, plural, rate } from "../text/numbers";
import { StateFilter } from "./StateFilter";

/** The whole fleet in one glance. */
export function FleetTotals() {
  const totals = fleetTotals.value;
  const troubled = totals.byState.stuck + totals.byState.lost;
  const bucket = Math.floor(now.value / 1000 / SPARK_SECONDS);
  const times = useMemo(
    () => Array.from({ length: SPARK_BUCKETS - 1 }, (_, i) => (bucket - SPARK_BUCKETS + 1 + i) * SPARK_SECONDS),
    [bucket],
  );
  // The newest bucket is not over yet: shown as a rate it would always be a dip.
  const lines = useMemo(
    () => [{ label: "events/s", tone: "accent" as const, values: totals.spark.slice(0, -1).map((events) => events / SPARK_SECONDS) }],
    [String(totals.spark)],
  );
  return (
    <section class="totals" aria-label="Fleet totals">
      <div class="totals-facts">
        <StateFilter />
        <dl class="stats">
          <Stat
            label="Need attention"
            value={count(troubled)}
            note={troubled === 0 ? "all well" : `${totals.byState.stuck} stuck, ${totals.byState.lost} lost`}
            tone={troubled > 0 ? "bad" : "plain"}
          />
          <Stat label="Events" value={rate(totals.eventsPerSecond)} note="per second" />
          <Stat
            label="Success, 24 h"
            value={percent(totals.successRate)}
            note={totals.errors === 0 ? "no errors" : plural(totals.errors, "error")}
          />
          <Stat
            label="Slowest p95"
            value={duration(totals.slowest?.metrics.p95DurationMs)}
            note={
              totals.slowest === null ? undefined : (
                <Link screen="fleet" params={{ agent: totals.slowest.name }}>
                  <Said text={totals.slowest.name} limit={40} />
                </Link>
              )
            }
          />
        </dl>
      </div>
      <div class="totals-chart">
        <h2>
          Events per second <span class="muted">last 5 min</span>
        </h2>
        <Chart label="Events per second" times={times} lines={lines} text={rate} />
      </div>
    </section>
  );
}
