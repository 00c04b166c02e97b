import { useEffect, useRef } from "preact/hooks";
import { darkNow } from "../state/preferences";
import type { Node, Tree } from "../state/tree";
import { type Span, zoomedBy } from "../state/zoom";

interface OverviewProps {
  tree: Tree;
  zoom: Span | null;
  onZoom(zoom: Span | null): void;
}

const HEIGHT = 56;
const LANES = 14;
const LEAST_DRAG = 4;

/** All events of the trace on one strip; dragging over a part of it, or plus and minus, zooms the waterfall there. */
export function Overview({ tree, zoom, onZoom }: OverviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ from: number; to: number } | null>(null);
  const dark = darkNow.value;

  const paint = () => {
    if (canvas.current !== null) {
      draw(canvas.current, tree, zoom, drag.current);
    }
  };
  useEffect(() => {
    const element = canvas.current;
    if (element === null) {
      return;
    }
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    return () => observer.disconnect();
  }, [tree, zoom, dark]);

  const shareAt = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const timeAt = (share: number) => tree.begin + share * Math.max(1, tree.end - tree.begin);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = zoomedBy(event.key, tree, zoom);
    if (next !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      onZoom(next);
    }
  };
  return (
    <div class="overview-box" tabIndex={0} role="group" aria-label="Overview: plus and minus zoom, arrows move, 0 shows all" onKeyDown={onKeyDown}>
      <canvas
        ref={canvas}
        class="overview"
        height={HEIGHT}
        role="img"
        aria-label={`${tree.events} events, ${tree.failures} failures over time`}
        title="Drag to zoom, double click for the whole time. Keys: + - ← → 0"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { from: shareAt(event), to: shareAt(event) };
        }}
        onPointerMove={(event) => {
          if (drag.current !== null) {
            drag.current.to = shareAt(event);
            paint();
          }
        }}
        onPointerUp={(event) => {
          const dragged = drag.current;
          drag.current = null;
          if (dragged !== null) {
            const width = Math.abs(dragged.to - dragged.from) * event.currentTarget.clientWidth;
            if (width >= LEAST_DRAG) {
              onZoom({ begin: timeAt(Math.min(dragged.from, dragged.to)), end: timeAt(Math.max(dragged.from, dragged.to)) });
            } else {
              paint();
            }
          }
        }}
        onPointerCancel={() => {
          drag.current = null;
          paint();
        }}
        onDblClick={() => onZoom(null)}
      />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, tree: Tree, zoom: Span | null, drag: { from: number; to: number } | null): void {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const pen = canvas.getContext("2d");
  if (pen === null || width === 0) {
    return;
  }
  canvas.width = width * scale;
  canvas.height = HEIGHT * scale;
  pen.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const whole = Math.max(1, tree.end - tree.begin);
  const x = (at: number) => ((at - tree.begin) / whole) * width;
  const lanes = new Map<string | null, number>();
  const events = leaves(tree);
  const height = Math.max(2, Math.floor((HEIGHT - 8) / Math.min(LANES, Math.max(1, new Set(events.map((node) => node.agent)).size))));
  for (const failed of [false, true]) {
    pen.fillStyle = colour(failed ? "--bad" : "--accent");
    for (const node of events) {
      if ((node.event?.outcome === "failure") !== failed) {
        continue;
      }
      const lane = lanes.get(node.agent) ?? lanes.size;
      lanes.set(node.agent, lane);
      pen.fillRect(x(node.begin), 4 + (lane % LANES) * height, Math.max(1.5, x(node.end) - x(node.begin)), Math.max(1, height - 1));
    }
  }
  shade(pen, width, zoom === null ? null : [x(zoom.begin), x(zoom.end)], colour("--shade"));
  shade(pen, width, drag === null ? null : [Math.min(drag.from, drag.to) * width, Math.max(drag.from, drag.to) * width], colour("--shade"));
}

function shade(pen: CanvasRenderingContext2D, width: number, kept: [number, number] | null, colour: string): void {
  if (kept !== null) {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, kept[0], HEIGHT);
    pen.fillRect(kept[1], 0, width - kept[1], HEIGHT);
  }
}

function leaves(tree: Tree): Node[] {
  const found: Node[] = [];
  const todo = [...tree.roots];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.event !== null) {
      found.push(node);
    }
    todo.push(...node.children);
  }
  return found.sort((a, b) => a.begin - b.begin);
}
