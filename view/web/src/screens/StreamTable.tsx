import { Rows } from "../parts/Rows";
import { SortHead } from "../parts/SortHead";
import type { BusEvent } from "../state/events";
import { adjust, go } from "../state/place";
import { narrow } from "../state/preferences";
import { EventRow } from "./EventRow";

const HEADS = [
  ["Time", "Event time; newest arrivals on top"],
  ["Agent", "Who acts, or hands over to whom"],
  ["Type", "Action type, strategy or topic"],
  ["What", "The action's name, the request, the reason"],
  ["Duration", "As the agent reports it"],
  ["Trace", "Correlation id; opens the trace"],
] as const;

export function StreamTable({ events, selected }: { events: readonly BusEvent[]; selected: string }) {
  return (
    <Rows
      label="Events, newest first; Enter shows one, t opens its trace"
      columns="cols-stream"
      items={events}
      keyOf={(event) => event.id}
      rowHeight={narrow.value ? 54 : 30}
      selected={selected}
      onSelect={(event) => adjust({ event: event.id === selected ? "" : event.id }, true)}
      onKey={(key, event) => {
        if (key.key !== "t" || event.correlationId === null) {
          return false;
        }
        go("trace", { id: event.correlationId, event: event.id });
        return true;
      }}
      toneOf={(event) => (event.outcome === "failure" ? "row-failure" : "")}
      header={HEADS.map(([label, title]) => (
        <SortHead key={label} label={label} title={title} sorted="none" />
      ))}
      render={(event) => <EventRow event={event} />}
    />
  );
}
