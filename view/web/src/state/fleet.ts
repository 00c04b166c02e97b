import { computed, signal } from "@preact/signals";
import type { AgentMetrics, AgentState } from "../protocol";
import type { BusEvent } from "./events";

/** What an agent does now: the newest thing it was seen doing. */
export interface Doing {
  readonly at: number;
  readonly type: string;
  readonly title: string;
  readonly correlationId: string | null;
}

export interface Agent {
  readonly name: string;
  readonly state: AgentState;
  readonly metrics: AgentMetrics;
  readonly seenAt: number;
  readonly doing: Doing | null;
  /** Events per bucket of SPARK_SECONDS, oldest first. */
  readonly spark: readonly number[];
}

export type Fleet = ReadonlyMap<string, Agent>;

export const SPARK_SECONDS = 10;
export const SPARK_BUCKETS = 30;

/** By what an operator has to look at first. */
export const STATES: readonly AgentState[] = ["stuck", "lost", "waiting", "running", "idle"];

const NO_SPARK: readonly number[] = Array.from({ length: SPARK_BUCKETS }, () => 0);

export function withMetrics(fleet: Fleet, rows: readonly AgentMetrics[]): Fleet {
  const next = new Map<string, Agent>();
  for (const row of rows) {
    const before = fleet.get(row.agent);
    next.set(row.agent, before !== undefined && sameToTheEye(before.metrics, row) ? before : merged(before, row));
  }
  return next;
}

function merged(before: Agent | undefined, row: AgentMetrics): Agent {
  const doing = row.lastAction
    ? {
        at: Date.parse(row.lastAction.at),
        type: row.lastAction.type ?? "",
        title: row.lastAction.name ?? "",
        correlationId: row.lastAction.correlationId,
      }
    : null;
  return {
    name: row.agent,
    state: row.state ?? "idle",
    metrics: row,
    seenAt: Date.parse(row.lastSeen),
    doing: newer(doing, before?.doing ?? null),
    spark: row.spark ?? before?.spark ?? NO_SPARK,
  };
}

function newer(one: Doing | null, other: Doing | null): Doing | null {
  if (one === null || other === null) {
    return one ?? other;
  }
  return other.at > one.at ? other : one;
}

/** Rates decay with every reading; only what shows is a change. */
function sameToTheEye(a: AgentMetrics, b: AgentMetrics): boolean {
  return (
    a.lastSeen === b.lastSeen &&
    a.state === b.state &&
    a.totalRequests === b.totalRequests &&
    a.errors === b.errors &&
    a.successes === b.successes &&
    Math.round((a.eventsPerSecond ?? 0) * 10) === Math.round((b.eventsPerSecond ?? 0) * 10) &&
    String(a.spark) === String(b.spark)
  );
}

/** Notes what agents did last; of a batch only the newest of each counts. */
export function withDoings(fleet: Fleet, events: readonly BusEvent[]): Fleet {
  let next: Map<string, Agent> | null = null;
  for (const event of events) {
    const agent = event.agent === null ? undefined : (next ?? fleet).get(event.agent);
    if (agent === undefined || (agent.doing !== null && agent.doing.at > event.at)) {
      continue;
    }
    const doing = { at: event.at, type: event.type, title: event.title, correlationId: event.correlationId };
    next ??= new Map(fleet);
    next.set(agent.name, { ...agent, doing });
  }
  return next ?? fleet;
}

export interface Totals {
  readonly agents: number;
  readonly byState: Readonly<Record<AgentState, number>>;
  readonly eventsPerSecond: number;
  readonly successes: number;
  readonly errors: number;
  readonly successRate: number | null;
  /** The agent with the highest p95, and it. */
  readonly slowest: Agent | null;
  /** Sum of all sparks. */
  readonly spark: readonly number[];
}

export function totals(fleet: Fleet): Totals {
  const byState: Record<AgentState, number> = { stuck: 0, lost: 0, waiting: 0, running: 0, idle: 0 };
  const spark = [...NO_SPARK];
  let eventsPerSecond = 0;
  let successes = 0;
  let errors = 0;
  let slowest: Agent | null = null;
  for (const agent of fleet.values()) {
    byState[agent.state]++;
    eventsPerSecond += agent.metrics.eventsPerSecond ?? 0;
    successes += agent.metrics.successes ?? 0;
    errors += agent.metrics.errors ?? 0;
    if ((agent.metrics.p95DurationMs ?? -1) > (slowest?.metrics.p95DurationMs ?? -1)) {
      slowest = agent;
    }
    agent.spark.forEach((value, index) => {
      spark[index] = (spark[index] ?? 0) + value;
    });
  }
  const said = successes + errors;
  return {
    agents: fleet.size,
    byState,
    eventsPerSecond,
    successes,
    errors,
    successRate: said === 0 ? null : successes / said,
    slowest,
    spark,
  };
}

export const fleet = signal<Fleet>(new Map());
export const fleetKnown = signal(false);
export const fleetTotals = computed(() => totals(fleet.value));
