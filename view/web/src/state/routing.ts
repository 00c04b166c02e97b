import { computed, signal } from "@preact/signals";
import type { RoutingDecision } from "../protocol";
import { type BusEvent, isFields } from "./events";

/** Newest routing decisions, and what they say together. */
const KEPT = 1_000;

export interface Alternative {
  readonly agent: string;
  readonly score: number | null;
  readonly reason: string | null;
}

const decisionsById = signal<ReadonlyMap<string, BusEvent>>(new Map());

export const decisions = computed<readonly BusEvent[]>(() =>
  [...decisionsById.value.values()].sort((a, b) => b.at - a.at),
);

export function routingArrived(events: readonly BusEvent[]): void {
  const fresh = events.filter((event) => event.kind === "routing" && !decisionsById.peek().has(event.id));
  if (fresh.length === 0) {
    return;
  }
  const next = new Map(decisionsById.peek());
  for (const event of fresh) {
    next.set(event.id, event);
  }
  if (next.size > KEPT) {
    const newest = [...next.values()].sort((a, b) => b.at - a.at).slice(0, KEPT);
    decisionsById.value = new Map(newest.map((event) => [event.id, event]));
  } else {
    decisionsById.value = next;
  }
}

export function decisionOf(event: BusEvent): RoutingDecision {
  return event.raw as RoutingDecision;
}

/** The spellings in use: `agent_name`/`agent`, `confidence_score`/`confidence`/`score`. */
export function alternativesOf(decision: RoutingDecision): Alternative[] {
  const given = Array.isArray(decision.alternatives) ? decision.alternatives : [];
  return given.flatMap((each: unknown) => {
    if (typeof each === "string") {
      return [{ agent: each, score: null, reason: null }];
    }
    if (!isFields(each)) {
      return [];
    }
    const agent = each["agent_name"] ?? each["agentName"] ?? each["agent"] ?? each["name"];
    const score = each["confidence_score"] ?? each["confidenceScore"] ?? each["confidence"] ?? each["score"];
    const reason = each["reason"] ?? each["reasoning"];
    return [
      {
        agent: typeof agent === "string" ? agent : "",
        score: typeof score === "number" ? score : null,
        reason: typeof reason === "string" ? reason : null,
      },
    ];
  });
}

export interface StrategyShare {
  readonly strategy: string;
  readonly count: number;
  readonly share: number;
  readonly meanConfidence: number | null;
  readonly medianMillis: number | null;
}

export function strategies(events: readonly BusEvent[]): StrategyShare[] {
  const groups = new Map<string, BusEvent[]>();
  for (const event of events) {
    const group = groups.get(event.type);
    if (group === undefined) {
      groups.set(event.type, [event]);
    } else {
      group.push(event);
    }
  }
  return [...groups]
    .map(([strategy, group]) => ({
      strategy,
      count: group.length,
      share: group.length / events.length,
      meanConfidence: mean(known(group.map((event) => decisionOf(event).confidenceScore))),
      medianMillis: quantile(known(group.map((event) => event.durationMs)), 0.5),
    }))
    .sort((a, b) => b.count - a.count || a.strategy.localeCompare(b.strategy, "en"));
}

/** Decisions by confidence, in ten steps of 0.1. */
export function confidenceHistogram(events: readonly BusEvent[]): number[] {
  const steps = Array.from({ length: 10 }, () => 0);
  for (const event of events) {
    const confidence = decisionOf(event).confidenceScore;
    if (typeof confidence === "number") {
      const step = Math.min(9, Math.max(0, Math.floor(confidence * 10)));
      steps[step] = (steps[step] ?? 0) + 1;
    }
  }
  return steps;
}

export function known(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
}
