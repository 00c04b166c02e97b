import type { BusEvent } from "./events";

/** A trace as far as the newest events show it. */
export interface TraceSummary {
  readonly id: string;
  readonly agents: readonly string[];
  readonly events: number;
  readonly failures: number;
  readonly begin: number;
  readonly end: number;
}

/** Those that moved last, first. */
export function recentTraces(events: readonly BusEvent[]): TraceSummary[] {
  const found = new Map<string, { agents: Set<string>; events: number; failures: number; begin: number; end: number }>();
  for (const event of events) {
    if (event.correlationId === null) {
      continue;
    }
    const begin = event.at - Math.max(0, event.durationMs ?? 0);
    let trace = found.get(event.correlationId);
    if (trace === undefined) {
      trace = { agents: new Set(), events: 0, failures: 0, begin, end: event.at };
      found.set(event.correlationId, trace);
    }
    for (const agent of [event.agent, event.target]) {
      if (agent !== null) {
        trace.agents.add(agent);
      }
    }
    trace.events++;
    trace.failures += event.outcome === "failure" ? 1 : 0;
    trace.begin = Math.min(trace.begin, begin);
    trace.end = Math.max(trace.end, event.at);
  }
  return [...found]
    .map(([id, trace]) => ({ id, ...trace, agents: [...trace.agents] }))
    .sort((a, b) => b.end - a.end || a.id.localeCompare(b.id));
}
