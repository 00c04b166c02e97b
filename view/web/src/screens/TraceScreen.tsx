import { useEffect } from "preact/hooks";
import { Drawer } from "../parts/Drawer";
import { Empty } from "../parts/Empty";
import { EventDetails } from "../parts/EventDetails";
import { Said } from "../parts/Said";
import { link } from "../state/bus";
import { adjust, param } from "../state/place";
import { openTrace, readTrace, traceEvents, traceLoading, traceTree } from "../state/trace";
import { TraceFacts } from "./TraceFacts";
import { TraceList } from "./TraceList";
import { Waterfall } from "./Waterfall";

/** Everything that carries one correlation id, from all topics, in time. */
export function TraceScreen() {
  const id = param("id");
  const open = link.value.open;
  useEffect(() => {
    void openTrace(id);
  }, [id]);
  useEffect(() => {
    if (open && id !== "" && traceLoading.peek().kind !== "loading") {
      void readTrace(id);
    }
  }, [open]);
  const loading = traceLoading.value;
  if (id === "") {
    return <TraceList />;
  }
  const tree = traceTree.value;
  const chosen = traceEvents.value.find((event) => event.id === param("event"));
  return (
    <div class={`split${chosen === undefined ? "" : " split-open"}`}>
      <div class="split-main">
        <TraceFacts id={id} tree={tree} />
        {tree.events > 0 && <Waterfall tree={tree} selected={param("event")} />}
        {tree.events === 0 && loading.kind === "loading" && <Empty title="Reading the trace" />}
        {tree.events === 0 && loading.kind === "there" && (
          <Empty title="No event carries this correlation id yet">
            <p>Events with it appear here as they are published.</p>
          </Empty>
        )}
        {loading.kind === "problem" && (
          <Empty title="The trace cannot be shown">
            <p>
              <Said text={loading.message} />
            </p>
            <button type="button" class="button" onClick={() => void readTrace(id)}>
              Try again
            </button>
          </Empty>
        )}
      </div>
      {chosen !== undefined && (
        <Drawer
          title={<Said text={chosen.title === "" ? chosen.type : chosen.title} limit={120} />}
          onClose={() => adjust({ event: "" }, true)}
        >
          <EventDetails event={chosen} />
        </Drawer>
      )}
    </div>
  );
}
