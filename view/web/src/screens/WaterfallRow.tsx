import { memo } from "preact/compat";
import { Said } from "../parts/Said";
import { TypeTag } from "../parts/TypeTag";
import type { Node, TreeRow } from "../state/tree";
import { duration, plural } from "../text/numbers";
import type { Span } from "../state/zoom";

const MAX_INDENT = 12;

interface WaterfallRowProps {
  row: TreeRow;
  span: Span;
  onToggle(node: Node): void;
}

/** Only drawn anew when it changed: scrolling moves most rows without changing them. */
export const WaterfallRow = memo(function WaterfallRow({ row, span, onToggle }: WaterfallRowProps) {
  const { node, depth, open } = row;
  const length = node.end - node.begin;
  return (
    <>
      <span role="gridcell" class="cell-tree" style={{ paddingInlineStart: `${Math.min(depth, MAX_INDENT) * 14}px` }}>
        {node.children.length > 0 ? (
          <button
            type="button"
            class="twist"
            tabIndex={-1}
            aria-expanded={open}
            aria-label={open ? "Close" : "Open"}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(node);
            }}
          >
            {open ? "▾" : "▸"}
          </button>
        ) : (
          <span class="twist" aria-hidden="true" />
        )}
        {depth > MAX_INDENT && <span class="muted num">{depth} </span>}
        <What node={node} />
      </span>
      <span role="gridcell" class="cell-duration num">
        {node.event !== null && node.event.durationMs === null ? "–" : duration(length)}
      </span>
      <span role="gridcell" class="cell-bar">
        <Bar node={node} span={span} />
      </span>
    </>
  );
});

function What({ node }: { node: Node }) {
  const event = node.event;
  if (event === null) {
    return (
      <>
        <strong class="turn-name">
          <Said text={node.agent} limit={100} />
        </strong>
        <span class="muted num turn-sum">
          {plural(node.count, "event")}
          {node.failures > 0 && <span class="text-bad">, {plural(node.failures, "failure")}</span>}
        </span>
      </>
    );
  }
  return (
    <>
      <TypeTag event={event} />
      {event.kind === "routing" && (
        <span class="strong">
          → <Said text={event.agent} limit={80} />
        </span>
      )}
      {event.kind === "transformation" && (
        <span class="strong">
          <Said text={event.agent} limit={60} /> → <Said text={event.target} limit={60} />
        </span>
      )}
      <Said text={event.title === "" && event.kind !== "action" ? " " : event.title} limit={200} />
    </>
  );
}

/** At least three pixels wide, so that every event can be seen. */
function Bar({ node, span }: { node: Node; span: Span }) {
  const whole = span.end - span.begin;
  const from = (node.begin - span.begin) / whole;
  const to = (node.end - span.begin) / whole;
  if (to < 0 || from > 1) {
    return null;
  }
  const left = Math.max(0, from) * 100;
  const width = (Math.min(1, to) - Math.max(0, from)) * 100;
  const tone = node.event === null ? "turn" : node.event.outcome === "failure" ? "failure" : node.event.kind;
  return <span class={`bar bar-${tone}`} style={{ left: `min(${left}%, calc(100% - 3px))`, width: `max(3px, ${width}%)` }} />;
}
