import { signal } from "@preact/signals";
import type { Health, SystemState, TopicState } from "../protocol";
import { Refused, read } from "./api";

/** The bus about itself: asked while its screen is open, for nothing pushes it. */
const ASK_MILLIS = 3_000;

export const system = signal<SystemState | null>(null);
export const systemAt = signal<number | null>(null);
export const systemProblem = signal<string | null>(null);

/** Events by topic at one moment. */
export interface Reading {
  readonly at: number;
  readonly topics: Readonly<Record<string, number>>;
}

let before: Reading | null = null;

/** @returns what ends the asking */
export function watchSystem(): () => void {
  before = null;
  void readSystem();
  const timer = setInterval(() => {
    if (!document.hidden) {
      void readSystem();
    }
  }, ASK_MILLIS);
  return () => clearInterval(timer);
}

export async function readSystem(): Promise<void> {
  try {
    const [state, health] = await Promise.all([
      read<SystemState>("/api/system"),
      read<Health>("/api/intelligence/health").catch((): Health | null => null),
    ]);
    const now: Reading = { at: Date.now(), topics: health?.topics ?? {} };
    system.value = { ...state, topics: counted(state.topics, before, now), view: viewOf(health) };
    before = now;
    systemAt.value = now.at;
    systemProblem.value = null;
  } catch (failure) {
    if (failure instanceof Refused) {
      systemProblem.value = failure.message;
    }
  }
}

/** Counts of 24 h shrink at their far end: a smaller count is no negative rate. */
export function counted(topics: readonly TopicState[], earlier: Reading | null, now: Reading): TopicState[] {
  return topics
    .map((topic) => {
      const events = now.topics[topic.topic] ?? 0;
      const seconds = earlier === null ? 0 : (now.at - earlier.at) / 1000;
      const fresh = events - (earlier?.topics[topic.topic] ?? events);
      return { ...topic, events, eventsPerSecond: seconds > 0 ? Math.max(0, fresh / seconds) : null };
    })
    .sort((a, b) => b.events - a.events || a.topic.localeCompare(b.topic, "en"));
}

function viewOf(health: Health | null): Record<string, number | string | null> {
  return health === null
    ? { state: "does not answer" }
    : {
        state: health.message ?? health.status,
        "events seen": health.eventsProcessed ?? null,
        duplicates: health.duplicates ?? null,
        "too old": health.tooOld ?? null,
        undecodable: health.undecodable ?? null,
        traces: health.traces ?? null,
        traceBytes: health.traceBytes ?? null,
      };
}
