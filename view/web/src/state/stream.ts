import { computed, signal } from "@preact/signals";
import type { BusEvent } from "./events";

/** The newest events, a bounded number of them, each id once. */
export const KEPT = 5_000;
const SLACK = 1_000;

export interface StreamFilter {
  readonly agent: string;
  readonly type: string;
  readonly correlationId: string;
  readonly text: string;
}

export class EventBuffer {
  /** Oldest first. */
  private events: BusEvent[] = [];
  private ids = new Set<string>();

  get size(): number {
    return this.events.length;
  }

  /** @returns how many were new */
  add(batch: readonly BusEvent[]): number {
    let added = 0;
    for (const event of batch) {
      if (!this.ids.has(event.id)) {
        this.ids.add(event.id);
        this.events.push(event);
        added++;
      }
    }
    if (this.events.length > KEPT + SLACK) {
      this.trim();
    }
    return added;
  }

  /** Takes in what happened before: goes where its time says. */
  merge(history: readonly BusEvent[]): number {
    const added = this.add(history);
    if (added > 0) {
      this.events.sort((a, b) => a.at - b.at);
      this.trim();
    }
    return added;
  }

  private trim(): void {
    const dropped = this.events.splice(0, Math.max(0, this.events.length - KEPT));
    for (const event of dropped) {
      this.ids.delete(event.id);
    }
  }

  newestFirst(admits: (event: BusEvent) => boolean): BusEvent[] {
    const found: BusEvent[] = [];
    for (let i = this.events.length - 1; i >= 0; i--) {
      const event = this.events[i];
      if (event !== undefined && admits(event)) {
        found.push(event);
      }
    }
    return found;
  }
}

export function admitting(filter: StreamFilter): (event: BusEvent) => boolean {
  const needle = filter.text.trim().toLowerCase();
  return (event) =>
    (filter.agent === "" || event.agent === filter.agent || event.target === filter.agent) &&
    (filter.type === "" || event.type === filter.type || event.topic === filter.type) &&
    (filter.correlationId === "" || event.correlationId === filter.correlationId) &&
    (needle === "" || mentions(event, needle));
}

export function mentions(event: BusEvent, needle: string): boolean {
  return (
    contains(event.title, needle) ||
    contains(event.type, needle) ||
    contains(event.agent, needle) ||
    contains(event.target, needle) ||
    contains(event.correlationId, needle) ||
    contains(rawText(event), needle)
  );
}

function contains(value: string | null, needle: string): boolean {
  return value !== null && value.toLowerCase().includes(needle);
}

const rawTexts = new WeakMap<BusEvent, string>();

/** The raw event as text, for searching; made once. */
function rawText(event: BusEvent): string {
  let text = rawTexts.get(event);
  if (text === undefined) {
    text = JSON.stringify(event.raw) ?? "";
    rawTexts.set(event, text);
  }
  return text;
}

const buffer = new EventBuffer();
const version = signal(0);

export const NO_FILTER: StreamFilter = { agent: "", type: "", correlationId: "", text: "" };
export const streamFilter = signal<StreamFilter>(NO_FILTER);
/** What was shown when the stream was paused; null while it flows. */
const frozen = signal<readonly BusEvent[] | null>(null);
/** Events that came since the pause. */
export const held = signal(0);
/** Events the server had to leave out because this page was too slow; null: it does not know how many. */
export const missed = signal<number | null>(0);

export const paused = computed(() => frozen.value !== null);

export const streamEvents = computed<readonly BusEvent[]>(() => {
  const still = frozen.value;
  const admits = admitting(streamFilter.value);
  if (still !== null) {
    return still.filter(admits);
  }
  void version.value;
  return buffer.newestFirst(admits);
});

/** Everything seen of late, newest first, whatever the filter. */
export const recentEvents = computed<readonly BusEvent[]>(() => {
  void version.value;
  return buffer.newestFirst(() => true);
});

export function arrived(batch: readonly BusEvent[]): void {
  const added = buffer.add(batch);
  if (added > 0) {
    version.value++;
    if (frozen.peek() !== null) {
      held.value += added;
    }
  }
}

export function remembered(history: readonly BusEvent[]): void {
  if (buffer.merge(history) > 0) {
    version.value++;
  }
}

export function pause(): void {
  frozen.value = buffer.newestFirst(() => true);
  held.value = 0;
}

export function resume(): void {
  frozen.value = null;
  held.value = 0;
}
