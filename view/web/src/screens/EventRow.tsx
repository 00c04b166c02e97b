import { memo } from "preact/compat";
import { Id } from "../parts/Id";
import { Link } from "../parts/Link";
import { Said } from "../parts/Said";
import { Time } from "../parts/Time";
import { TypeTag } from "../parts/TypeTag";
import type { BusEvent } from "../state/events";
import { duration } from "../text/numbers";

export const EventRow = memo(function EventRow({ event }: { event: BusEvent }) {
  return (
    <>
      <span role="gridcell" class="cell-time">
        <Time at={event.at} millis />
      </span>
      <span role="gridcell" class="cell-agent strong">
        <Said text={event.agent} limit={100} />
        {event.target !== null && (
          <>
            <span class="muted"> → </span>
            <Said text={event.target} limit={100} />
          </>
        )}
      </span>
      <span role="gridcell" class="cell-type">
        <TypeTag event={event} />
      </span>
      <span role="gridcell" class="cell-what">
        <Said text={event.title} limit={260} />
      </span>
      <span role="gridcell" class="cell-duration num">
        {duration(event.durationMs)}
      </span>
      <span role="gridcell" class="cell-trace num">
        {event.correlationId === null ? (
          <span class="unknown">–</span>
        ) : (
          <Link screen="trace" params={{ id: event.correlationId, event: event.id }} tabIndex={-1} title="Open the trace">
            <Id id={event.correlationId} />
          </Link>
        )}
      </span>
    </>
  );
});
