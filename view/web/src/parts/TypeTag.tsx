import type { BusEvent } from "../state/events";
import { oneLine } from "../text/safe";

/** What kind of event: a word with a tint. */
export function TypeTag({ event }: { event: BusEvent }) {
  const tone = event.outcome === "failure" ? "failure" : event.outcome === "success" ? "success" : event.kind;
  return (
    <span class={`tag tag-${tone}`} title={event.topic}>
      {oneLine(event.type, 40)}
    </span>
  );
}
