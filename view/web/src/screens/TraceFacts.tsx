import { CopyButton } from "../parts/CopyButton";
import { Link } from "../parts/Link";
import { Said } from "../parts/Said";
import { Time } from "../parts/Time";
import { addressOf } from "../state/place";
import { traceEvents, traceLoading, traceMissing, traceRequest } from "../state/trace";
import type { Tree } from "../state/tree";
import { download } from "../text/json";
import { duration, plural } from "../text/numbers";

/** What a trace is, in one line, and how to take it along. */
export function TraceFacts({ id, tree }: { id: string; tree: Tree }) {
  const exported = () => {
    const events = [...traceEvents.value].sort((a, b) => a.at - b.at).map((event) => event.raw);
    download(`trace-${id}.json`, { correlationId: id, exportedAt: new Date().toISOString(), events });
  };
  return (
    <section class="trace-facts" aria-label="Trace">
      <div class="trace-title">
        <Link screen="trace" class="button quiet" title="All recent traces">
          ‹ Traces
        </Link>
        <h2>
          <Said text={id} limit={200} />
        </h2>
        <span class="trace-buttons">
          <CopyButton text={location.origin + addressOf("trace", { id })} label="Copy link" />
          <button type="button" class="button" onClick={exported} disabled={tree.events === 0}>
            Export JSON
          </button>
        </span>
      </div>
      {traceRequest.value !== "" && (
        <p class="trace-request">
          <Said text={traceRequest.value} limit={300} />
        </p>
      )}
      {tree.events > 0 && (
        <p class="trace-sum num">
          <span>{plural(tree.events, "event")}</span>
          <span>{plural(tree.agents.length, "agent")}</span>
          <span class={tree.failures > 0 ? "text-bad" : ""}>{plural(tree.failures, "failure")}</span>
          <span>{duration(tree.end - tree.begin)}</span>
          <span>
            <Time at={tree.begin} millis /> – <Time at={tree.end} millis />
          </span>
          {traceLoading.value.kind === "loading" && <span>reading more …</span>}
          {traceMissing.value !== null && (
            <span class="text-warn">
              {traceMissing.value === "older" ? "older events are not kept any more" : "too long: newer events are left out"}
            </span>
          )}
        </p>
      )}
    </section>
  );
}
