import { computed, signal } from "@preact/signals";
import type { Health, SystemState, TopicState } from "../protocol";

/** The bus about itself, pushed while its screen is open. */
const state = signal<SystemState | null>(null);
/** When that was true, by the page's clock. */
export const systemAt = signal<number | null>(null);

/** Events by topic at one moment of the server's clock. */
export interface Reading {
  readonly at: number;
  readonly topics: Readonly<Record<string, number>>;
}

/** Rates are taken over this long: single pushes come every other second. */
const RATE_MILLIS = 10_000;
let readings: Reading[] = [];

/** @param at of the server's clock */
export function systemPushed(pushed: SystemState, at: number): void {
  const now: Reading = { at, topics: pushed.view?.topics ?? {} };
  readings = [...readings.filter((reading) => at - reading.at <= RATE_MILLIS && reading.at < at), now];
  state.value = { ...pushed, topics: counted(pushed.topics, readings[0] ?? now, now) };
  systemAt.value = Date.now();
}

export const system = computed(() => state.value);
export const viewFacts = computed(() => (state.value?.view === undefined ? null : factsOf(state.value.view)));

/** Counts of 24 h shrink at their far end: a smaller count is no negative rate. */
export function counted(topics: readonly TopicState[], earlier: Reading, now: Reading): TopicState[] {
  const seconds = (now.at - earlier.at) / 1000;
  return topics
    .map((topic) => {
      const events = now.topics[topic.topic] ?? 0;
      const fresh = events - (earlier.topics[topic.topic] ?? events);
      return { ...topic, events, eventsPerSecond: seconds > 0 ? Math.max(0, fresh / seconds) : null };
    })
    .sort((a, b) => b.events - a.events || a.topic.localeCompare(b.topic, "en"));
}

function factsOf(health: Health): Record<string, number | string | null> {
  return {
    state: health.message ?? health.status,
    "events seen": health.eventsProcessed ?? null,
    duplicates: health.duplicates ?? null,
    "too old": health.tooOld ?? null,
    undecodable: health.undecodable ?? null,
    traces: health.traces ?? null,
    traceBytes: health.traceBytes ?? null,
  };
}
