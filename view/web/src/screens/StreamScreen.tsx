import { useEffect } from "preact/hooks";
import { Drawer } from "../parts/Drawer";
import { Empty } from "../parts/Empty";
import { EventDetails } from "../parts/EventDetails";
import { FirstEvent } from "../parts/FirstEvent";
import { Said } from "../parts/Said";
import { catchUp } from "../state/bus";
import type { BusEvent } from "../state/events";
import { adjust, param } from "../state/place";
import { NO_FILTER, recentEvents, streamEvents, streamFilter } from "../state/stream";
import { StreamTable } from "./StreamTable";
import { StreamToolbar } from "./StreamToolbar";

/** Events as they come. */
export function StreamScreen() {
  const agent = param("agent");
  const type = param("type");
  const correlationId = param("cid");
  const text = param("q");
  useEffect(() => {
    void catchUp();
  }, []);
  useEffect(() => {
    streamFilter.value = { agent, type, correlationId, text };
  }, [agent, type, correlationId, text]);
  const chosen = useChosen();
  const filtered = agent !== "" || type !== "" || correlationId !== "" || text !== "";
  const events = streamEvents.value;
  return (
    <div class={`split${chosen === null ? "" : " split-open"}`}>
      <div class="split-main">
        <StreamToolbar shown={events.length} />
        {events.length > 0 && <StreamTable events={events} selected={param("event")} />}
        {events.length === 0 && filtered && (
          <Empty title="Nothing matches yet">
            <p>Of {recentEvents.value.length} events kept here none fits the filter; new ones that do appear by themselves.</p>
            <button type="button" class="button" onClick={() => adjust({ agent: "", type: "", cid: "", q: "" }, true)}>
              Clear the filter
            </button>
          </Empty>
        )}
        {events.length === 0 && !filtered && (
          <Empty title="No events yet">
            <FirstEvent />
          </Empty>
        )}
      </div>
      {chosen !== null && (
        <Drawer title={<Said text={chosen.title === "" ? chosen.type : chosen.title} limit={120} />} onClose={() => adjust({ event: "" }, true)}>
          <EventDetails event={chosen} />
        </Drawer>
      )}
    </div>
  );
}

function useChosen(): BusEvent | null {
  const id = param("event");
  useEffect(() => () => {
    streamFilter.value = NO_FILTER;
  }, []);
  return id === "" ? null : (recentEvents.value.find((event) => event.id === id) ?? null);
}
