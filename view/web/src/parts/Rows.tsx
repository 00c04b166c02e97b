import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

interface RowsProps<T> {
  label: string;
  items: readonly T[];
  keyOf(item: T): string;
  rowHeight: number;
  render(item: T): ComponentChildren;
  /** Header cells, each with role columnheader. */
  header: ComponentChildren;
  columns: string;
  selected: string;
  onSelect(item: T): void;
  /** Extra keys on the row the cursor stands on; true when the key was used. */
  onKey?(event: KeyboardEvent, item: T): boolean;
  toneOf?(item: T): string;
}

interface View {
  top: number;
  height: number;
}

const OVERSCAN = 6;

/**
 * A grid of any length of which only what is in sight exists. Arrows, Page, Home and End move the cursor, Enter opens.
 * Scrolled to the top it shows what comes in; scrolled down, what is read stays where it is.
 */
export function Rows<T>(props: RowsProps<T>) {
  const { items, keyOf, rowHeight } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ top: 0, height: 600 });
  const [cursor, setCursor] = useState("");
  const anchor = useRef<{ key: string; index: number } | null>(null);

  useEffect(() => watchSize(box.current, setView), []);

  useLayoutEffect(() => {
    const element = box.current;
    const held = anchor.current;
    if (element === null || held === null || element.scrollTop < rowHeight) {
      return;
    }
    const index = positionOf(items, keyOf, held.key, held.index);
    if (index >= 0 && index !== held.index) {
      element.scrollTop += (index - held.index) * rowHeight;
      anchor.current = { key: held.key, index };
    }
  }, [items]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  const active = cursor || props.selected;
  const activeIndex = active === "" ? -1 : positionOf(items, keyOf, active, first);

  const scrolled = () => {
    const element = box.current;
    if (element !== null) {
      const index = Math.floor(element.scrollTop / rowHeight);
      const top = items[index];
      anchor.current = top === undefined ? null : { key: keyOf(top), index };
      setView({ top: element.scrollTop, height: element.clientHeight });
    }
  };

  const moveTo = (index: number) => {
    const element = box.current;
    const item = items[Math.min(items.length - 1, Math.max(0, index))];
    if (element === null || item === undefined) {
      return;
    }
    setCursor(keyOf(item));
    const at = Math.min(items.length - 1, Math.max(0, index)) * rowHeight;
    const head = element.querySelector<HTMLElement>(".rows-head")?.offsetHeight ?? 0;
    if (at < element.scrollTop) {
      element.scrollTop = at;
    } else if (at + rowHeight + head > element.scrollTop + element.clientHeight) {
      element.scrollTop = at + rowHeight + head - element.clientHeight;
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const item = items[activeIndex];
    if (event.target !== box.current || (item !== undefined && props.onKey?.(event, item))) {
      return;
    }
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 2);
    const to = { ArrowDown: activeIndex + 1, ArrowUp: activeIndex - 1, PageDown: activeIndex + page, PageUp: activeIndex - page, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      moveTo(to);
    } else if ((event.key === "Enter" || event.key === " ") && item !== undefined) {
      event.preventDefault();
      props.onSelect(item);
    }
  };

  /* One handler for all rows: a row's own would keep, once the row is gone, the whole drawing that made it. */
  const onClick = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
    const item = row === null ? undefined : items[Number(row.dataset["index"])];
    if (item !== undefined) {
      setCursor(keyOf(item));
      props.onSelect(item);
    }
  };

  return (
    <div
      class={`rows ${props.columns}`}
      role="grid"
      aria-label={props.label}
      aria-rowcount={items.length + 1}
      aria-activedescendant={activeIndex >= first && activeIndex < last ? `${id}-${activeIndex}` : undefined}
      tabIndex={0}
      ref={box}
      onScroll={scrolled}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div class="rows-head row" role="row" aria-rowindex={1}>
        {props.header}
      </div>
      <div class="rows-space" role="rowgroup" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(first, last).map((item, i) => {
          const key = keyOf(item);
          const index = first + i;
          const tone = props.toneOf?.(item) ?? "";
          const marks = `${key === props.selected ? " selected" : ""}${key === active ? " active" : ""}`;
          return (
            <div
              key={key}
              id={`${id}-${index}`}
              class={`row ${tone}${marks}`}
              role="row"
              aria-rowindex={index + 2}
              data-index={index}
              aria-selected={key === props.selected}
              style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
            >
              {props.render(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/* Apart from the component: what outlives a drawing must not hold on to it. */
function watchSize(element: HTMLElement | null, seen: (view: View) => void): (() => void) | undefined {
  if (element === null) {
    return undefined;
  }
  const observer = new ResizeObserver(() => seen({ top: element.scrollTop, height: element.clientHeight }));
  observer.observe(element);
  return () => observer.disconnect();
}

/** Looks near `hint` first: lists mostly grow at their top. */
function positionOf<T>(items: readonly T[], keyOf: (item: T) => string, key: string, hint: number): number {
  for (let distance = 0; distance < items.length; distance++) {
    const after = items[hint + distance];
    if (after !== undefined && keyOf(after) === key) {
      return hint + distance;
    }
    const before = items[hint - distance];
    if (before !== undefined && keyOf(before) === key) {
      return hint - distance;
    }
    if (hint + distance >= items.length && hint - distance < 0) {
      break;
    }
  }
  return -1;
}
