import { useMemo } from "preact/hooks";
import { Meter } from "../parts/Meter";
import { Said } from "../parts/Said";
import { Stat } from "../parts/Stat";
import type { BusEvent } from "../state/events";
import { adjust } from "../state/place";
import { confidenceHistogram, decisionOf, known, mean, quantile, strategies } from "../state/routing";
import { count, duration, percent, score } from "../text/numbers";

/** What the newest decisions say together: by strategy, by confidence, how fast. */
export function RoutingSummary({ events, strategy }: { events: readonly BusEvent[]; strategy: string }) {
  const shares = useMemo(() => strategies(events), [events]);
  const steps = useMemo(() => confidenceHistogram(events), [events]);
  const confidences = known(events.map((event) => decisionOf(event).confidenceScore));
  const times = known(events.map((event) => event.durationMs));
  const most = Math.max(1, ...steps);
  const unsure = confidences.filter((value) => value < 0.5).length;
  return (
    <section class="panels" aria-label="Decisions in sum">
      <div class="panel">
        <h2>
          By strategy <span class="muted">newest {count(events.length)}</span>
        </h2>
        <ul class="shares">
          {shares.slice(0, 6).map((each) => (
            <li key={each.strategy}>
              <button
                type="button"
                class="share"
                aria-pressed={each.strategy === strategy}
                onClick={() => adjust({ strategy: each.strategy === strategy ? "" : each.strategy }, true)}
              >
                <span class="share-name">
                  <Said text={each.strategy} limit={60} />
                </span>
                <Meter value={each.share} tone="chosen" />
                <span class="num">{percent(each.share)}</span>
                <span class="num muted share-more">
                  conf. {score(each.meanConfidence)} · {duration(each.medianMillis)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div class="panel">
        <h2>
          By confidence <span class="muted">0 to 1</span>
        </h2>
        <div class="histogram" role="img" aria-label={`Decisions by confidence in steps of 0.1: ${steps.join(", ")}`}>
          {steps.map((value, i) => (
            <span key={i} class="histogram-step" title={`${(i / 10).toFixed(1)} to ${((i + 1) / 10).toFixed(1)}: ${value}`}>
              <span class={i < 5 ? "histogram-bar unsure" : "histogram-bar"} style={{ transform: `scaleY(${value / most})` }} />
            </span>
          ))}
        </div>
        <div class="histogram-axis num muted" aria-hidden="true">
          <span>0</span>
          <span>0.5</span>
          <span>1</span>
        </div>
      </div>
      <dl class="panel stats stats-tall">
        <Stat label="Mean confidence" value={score(mean(confidences))} note={`${count(unsure)} below 0.5`} tone={unsure > confidences.length / 5 ? "warn" : "plain"} />
        <Stat label="Routing time" value={duration(quantile(times, 0.5))} note={`p95 ${duration(quantile(times, 0.95))}`} />
      </dl>
    </section>
  );
}
