import { Meter } from "../parts/Meter";
import { Rows } from "../parts/Rows";
import { Said } from "../parts/Said";
import { SortHead } from "../parts/SortHead";
import { Time } from "../parts/Time";
import type { BusEvent } from "../state/events";
import { adjust } from "../state/place";
import { narrow } from "../state/preferences";
import { alternativesOf, decisionOf } from "../state/routing";
import { duration, score } from "../text/numbers";

const HEADS = [
  ["Time", "When it was decided; newest on top"],
  ["Chosen", "The agent that got the work"],
  ["Confidence", "0 to 1"],
  ["Over", "The next best alternative and its score"],
  ["Strategy", "How the router decided"],
  ["Request", "What was asked"],
  ["Took", "Routing time"],
] as const;

export function DecisionTable({ events, selected }: { events: readonly BusEvent[]; selected: string }) {
  return (
    <Rows
      label="Routing decisions, newest first"
      columns="cols-routing"
      items={events}
      keyOf={(event) => event.id}
      rowHeight={narrow.value ? 62 : 32}
      selected={selected}
      onSelect={(event) => adjust({ event: event.id === selected ? "" : event.id }, true)}
      header={HEADS.map(([label, title]) => (
        <SortHead key={label} label={label} title={title} sorted="none" />
      ))}
      render={(event) => <DecisionRow event={event} />}
    />
  );
}

function DecisionRow({ event }: { event: BusEvent }) {
  const decision = decisionOf(event);
  const next = alternativesOf(decision)
    .filter((each) => each.agent !== event.agent)
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1))[0];
  return (
    <>
      <span role="gridcell" class="cell-time">
        <Time at={event.at} millis />
      </span>
      <span role="gridcell" class="cell-agent strong">
        <Said text={event.agent} limit={100} />
      </span>
      <span role="gridcell" class="cell-confidence num">
        <Meter value={decision.confidenceScore} tone="chosen" />
        <span class="cell-number">{score(decision.confidenceScore)}</span>
      </span>
      <span role="gridcell" class="cell-over">
        {next === undefined ? (
          <span class="unknown">no alternative</span>
        ) : (
          <>
            <span class="num muted">{score(next.score)}</span> <Said text={next.agent} limit={80} />
          </>
        )}
      </span>
      <span role="gridcell" class="cell-type">
        <span class="tag tag-routing">
          <Said text={event.type} limit={60} />
        </span>
      </span>
      <span role="gridcell" class="cell-what">
        <Said text={event.title} limit={260} />
      </span>
      <span role="gridcell" class="cell-duration num">
        {duration(event.durationMs)}
      </span>
    </>
  );
}
