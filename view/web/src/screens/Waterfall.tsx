import { useMemo, useState } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { Rows } from "../parts/Rows";
import { SearchBox } from "../parts/SearchBox";
import { SortHead } from "../parts/SortHead";
import { adjust, param } from "../state/place";
import { narrow } from "../state/preferences";
import { mentions } from "../state/stream";
import { type Node, type Tree, treeRows } from "../state/tree";
import { duration, plural } from "../text/numbers";
import type { Span } from "../state/zoom";
import { Overview } from "./Overview";
import { WaterfallRow } from "./WaterfallRow";

/** Tree to the left, time to the right; only the rows in sight exist. */
export function Waterfall({ tree, selected }: { tree: Tree; selected: string }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState<Span | null>(null);
  const text = param("q").trim().toLowerCase();
  const failuresOnly = param("failures") === "1";
  const matches = useMemo(
    () =>
      text === "" && !failuresOnly
        ? null
        : (event: Parameters<typeof mentions>[0]) =>
            (!failuresOnly || event.outcome === "failure") && (text === "" || mentions(event, text)),
    [text, failuresOnly],
  );
  const rows = useMemo(() => treeRows(tree.roots, closed, matches), [tree, closed, matches]);
  const span = zoom ?? { begin: tree.begin, end: Math.max(tree.end, tree.begin + 1) };
  const toggle = (node: Node) => {
    const next = new Set(closed);
    if (!next.delete(node.key)) {
      next.add(node.key);
    }
    setClosed(next);
  };
  const found = matches === null ? null : rows.filter((row) => row.node.event !== null && matches(row.node.event)).length;
  return (
    <>
      <Overview tree={tree} zoom={zoom} onZoom={setZoom} />
      <div class="toolbar">
        <SearchBox label="Search in this trace" value={param("q")} onChange={(q) => adjust({ q })} />
        <button
          type="button"
          class="chip"
          aria-pressed={failuresOnly}
          disabled={tree.failures === 0 && !failuresOnly}
          onClick={() => adjust({ failures: failuresOnly ? "" : "1" }, true)}
        >
          Failures <span class="num">{tree.failures}</span>
        </button>
        <button type="button" class="button" onClick={() => setClosed(closed.size === 0 ? turnsOf(tree) : new Set())}>
          {closed.size === 0 ? "Close all" : "Open all"}
        </button>
        {zoom !== null && (
          <button type="button" class="button button-on" onClick={() => setZoom(null)}>
            Whole time
          </button>
        )}
        <span class="toolbar-note num" role="status">
          {found === null ? `${duration(span.end - span.begin)} in view` : plural(found, "match", "matches")}
        </span>
      </div>
      {rows.length === 0 ? (
        <Empty title="Nothing in this trace matches">
          <button type="button" class="button" onClick={() => adjust({ q: "", failures: "" })}>
            Show the whole trace
          </button>
        </Empty>
      ) : (
        <Rows
          label="Events of the trace; left and right close and open"
          columns="cols-trace"
          items={rows}
          keyOf={(row) => row.node.key}
          rowHeight={narrow.value ? 46 : 28}
          selected={selected}
          onSelect={({ node }) =>
            node.event === null ? toggle(node) : adjust({ event: node.event.id === selected ? "" : node.event.id }, true)
          }
          onKey={(event, { node, open }) => {
            const closes = event.key === "ArrowLeft" && open;
            const opens = event.key === "ArrowRight" && !open;
            if (node.children.length > 0 && (closes || opens)) {
              event.preventDefault();
              toggle(node);
              return true;
            }
            return false;
          }}
          toneOf={({ node }) => (node.event === null ? "row-turn" : node.event.outcome === "failure" ? "row-failure" : "")}
          header={
            <>
              <SortHead label="What" title="Agents' turns and events" sorted="none" />
              <SortHead label="Duration" title="As reported; of a turn, from its first to its last event" sorted="none" />
              <SortHead label={`0 to ${duration(span.end - span.begin)}`} title="Bars end when the event was reported" sorted="none" />
            </>
          }
          render={(row) => <WaterfallRow row={row} span={span} onToggle={toggle} />}
        />
      )}
    </>
  );
}

function turnsOf(tree: Tree): Set<string> {
  const keys = new Set<string>();
  const todo = [...tree.roots];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.children.length > 0) {
      keys.add(node.key);
      todo.push(...node.children);
    }
  }
  return keys;
}
