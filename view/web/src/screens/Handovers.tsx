import { useEffect, useState } from "preact/hooks";
import { Said } from "../parts/Said";
import type { TransformationSummary } from "../protocol";
import { read } from "../state/api";
import { recentEvents } from "../state/stream";
import { count, duration, score } from "../text/numbers";

const SHOWN = 8;
/** Read again when handovers were pushed, at most this often. */
const SETTLE_MILLIS = 3_000;

/** Who hands over to whom most. */
export function Handovers() {
  const [links, setLinks] = useState<TransformationSummary["sankey"]["links"]>([]);
  const newest = recentEvents.value.find((event) => event.kind === "transformation")?.id;
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(
      () => {
        read<TransformationSummary>("/api/intelligence/transformations/summary")
          .then((summary) => !gone && setLinks(summary.sankey.links))
          .catch(() => undefined);
      },
      links.length === 0 ? 0 : SETTLE_MILLIS,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [newest]);
  if (links.length === 0) {
    return null;
  }
  const most = Math.max(...links.map((link) => link.value));
  return (
    <section class="panel handovers" aria-label="Handovers">
      <h2>
        Handovers <span class="muted">24 h, most frequent</span>
      </h2>
      <ul>
        {links.slice(0, SHOWN).map((link) => (
          <li key={`${link.source}\n${link.target}`} title={`confidence ${score(link.avgConfidence)}, ${duration(link.avgDurationMs)} on average`}>
            <Said text={link.source} limit={60} />
            <span class="handover-line" aria-hidden="true">
              <span style={{ height: `${1 + (5 * link.value) / most}px` }} />
            </span>
            <span class="unseen">hands over to</span>
            <Said text={link.target} limit={60} />
            <span class="num muted">{count(link.value)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
