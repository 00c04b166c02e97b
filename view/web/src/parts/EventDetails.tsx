import type { BusEvent } from "../state/events";
import { zone } from "../state/preferences";
import { download, pretty } from "../text/json";
import { duration } from "../text/numbers";
import { manyLines, oneLine } from "../text/safe";
import { fullTime } from "../text/time";
import { CopyButton } from "./CopyButton";
import { Fact } from "./Fact";
import { Link } from "./Link";
import { Said } from "./Said";

/** One event: what lists show of it, and all of it, raw. */
export function EventDetails({ event }: { event: BusEvent }) {
  const raw = pretty(event.raw);
  return (
    <div class="details">
      <dl class="facts">
        <Fact name="Time">{fullTime(event.at, zone.value)}</Fact>
        <Fact name="Topic">{oneLine(event.topic)}</Fact>
        {event.agent !== null && (
          <Fact name="Agent">
            <Link screen="fleet" params={{ agent: event.agent }}>
              <Said text={event.agent} />
            </Link>
            {event.target !== null && (
              <>
                {" → "}
                <Link screen="fleet" params={{ agent: event.target }}>
                  <Said text={event.target} />
                </Link>
              </>
            )}
          </Fact>
        )}
        {event.title !== "" && (
          <Fact name="What">
            <span class="long">{manyLines(event.title, 2_000)}</span>
          </Fact>
        )}
        <Fact name="Duration">{duration(event.durationMs)}</Fact>
        {event.outcome !== "unsaid" && <Fact name="Outcome">{event.outcome}</Fact>}
        <Fact name="Trace">
          {event.correlationId === null ? (
            "none: the event has no correlation id"
          ) : (
            <Link screen="trace" params={{ id: event.correlationId, event: event.id }}>
              <Said text={event.correlationId} />
            </Link>
          )}
        </Fact>
        <Fact name="Id">
          <Said text={event.id} />
        </Fact>
      </dl>
      <div class="details-actions">
        <h3>Raw event</h3>
        <CopyButton text={JSON.stringify(event.raw, null, 2)} label="Copy" />
        <button type="button" class="button" onClick={() => download(`event-${event.id}.json`, event.raw)}>
          Export JSON
        </button>
      </div>
      <pre class="raw" tabIndex={0} aria-label="Raw event as JSON">
        {manyLines(raw, 60_000)}
      </pre>
    </div>
  );
}
