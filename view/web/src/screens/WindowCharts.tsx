import { useMemo } from "preact/hooks";
import { Chart, type Line } from "../parts/Chart";
import type { WindowReport } from "../protocol";
import { narrow } from "../state/preferences";
import { linesOf } from "../state/windows";
import { count, duration, lengthText, spanText } from "../text/numbers";

const LEAST_PERCENT = 5;
/* Steps that people count time in. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIME_AXIS = {
  steps: [1, 2, 5, 10, 20, 50, 100, 200, 500, ...[1, 2, 5, 10, 15, 30].map((each) => each * SECOND), ...[1, 2, 5, 10, 15, 30].map((each) => each * MINUTE), ...[1, 2, 6, 12, 24, 72].map((each) => each * HOUR)],
  text: lengthText,
};

/** How many, how many of them failed, and how long they took, window by window. */
export function WindowCharts({ counted }: { counted: WindowReport }) {
  const drawn = useMemo(() => {
    const lines = linesOf(counted.windows);
    const counts: Line[] = [
      { label: "events", tone: "accent", values: lines.closed },
      { label: "still open", tone: "wash", values: lines.open },
    ];
    const errors: Line[] = [{ label: "failed", tone: "bad", values: lines.errorRate }];
    const durations: Line[] = [
      { label: "p50", tone: "accent", values: lines.p50 },
      { label: "p95", tone: "violet", values: lines.p95 },
      { label: "p99", tone: "warn", values: lines.p99 },
    ];
    return { times: lines.times, counts, errors, durations };
  }, [counted]);
  const height = narrow.value ? 120 : 150;
  return (
    <div class="window-charts">
      <section class="panel" aria-label="Events per window">
        <h2>
          Events <span class="muted">per window of {spanText(counted.size)}</span>
        </h2>
        <Chart label="Events per window" times={drawn.times} lines={drawn.counts} text={count} height={height} bars legend />
      </section>
      <section class="panel" aria-label="Error rate">
        <h2>
          Error rate <span class="muted">% of those that say how they ended</span>
        </h2>
        <Chart label="Error rate" times={drawn.times} lines={drawn.errors} text={percentText} height={height} least={LEAST_PERCENT} room={46} legend />
      </section>
      <section class="panel" aria-label="Durations">
        <h2>
          Durations <span class="muted">within {Math.round(counted.percentileError * 100)} %</span>
        </h2>
        <Chart label="Durations" times={drawn.times} lines={drawn.durations} text={duration} axis={TIME_AXIS} height={height} least={10} room={54} legend />
      </section>
    </div>
  );
}

function percentText(value: number): string {
  return `${Number.isInteger(value) ? value : value.toFixed(1)} %`;
}
