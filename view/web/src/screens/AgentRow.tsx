import { memo } from "preact/compat";
import { Ago } from "../parts/Ago";
import { Link } from "../parts/Link";
import { Meter } from "../parts/Meter";
import { Said } from "../parts/Said";
import { Spark } from "../parts/Spark";
import { StateMark } from "../parts/StateMark";
import type { Agent } from "../state/fleet";
import { duration, percent, rate, score } from "../text/numbers";
import { oneLine } from "../text/safe";

/** One agent: only drawn anew when it changed. */
export const AgentRow = memo(function AgentRow({ agent }: { agent: Agent }) {
  const { metrics, doing } = agent;
  return (
    <>
      <span role="gridcell" class="cell-state">
        <StateMark state={agent.state} />
      </span>
      <span role="gridcell" class="cell-agent strong">
        <Said text={agent.name} limit={120} />
      </span>
      <span role="gridcell" class="cell-doing">
        {doing === null ? (
          <span class="unknown">–</span>
        ) : (
          <>
            {doing.type === doing.title ? null : <span class="muted">{oneLine(doing.type, 24)} </span>}
            {doing.correlationId === null ? (
              <Said text={doing.title} limit={160} />
            ) : (
              <Link screen="trace" params={{ id: doing.correlationId }} class="plain-link" tabIndex={-1} title="Open its trace">
                <Said text={doing.title === "" ? doing.type : doing.title} limit={160} />
              </Link>
            )}
          </>
        )}
      </span>
      <span role="gridcell" class="cell-rate num">
        <Spark values={agent.spark} label={`Events of the last 5 minutes, at most ${Math.max(...agent.spark)} in 10 s`} />
        <span class="cell-number">{rate(metrics.eventsPerSecond)}</span>
      </span>
      <span role="gridcell" class={`cell-success num ${tone(metrics.successRate)}`}>
        <Meter value={metrics.successRate} tone={(metrics.successRate ?? 1) < 0.9 ? "bad" : "good"} />
        <span class="cell-number">{percent(metrics.successRate)}</span>
      </span>
      <span role="gridcell" class="cell-p50 num">
        {duration(metrics.p50DurationMs)}
      </span>
      <span role="gridcell" class="cell-p95 num">
        {duration(metrics.p95DurationMs)}
      </span>
      <span role="gridcell" class="cell-confidence num">
        {score(metrics.avgConfidence)}
      </span>
      <span role="gridcell" class="cell-seen num">
        <Ago at={agent.seenAt} />
      </span>
    </>
  );
});

function tone(rate: number | null): string {
  return rate !== null && rate < 0.8 ? "text-bad" : "";
}
