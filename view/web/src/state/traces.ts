import { batch, signal } from "@preact/signals";
import type { RecentTraces, TraceSummary } from "../protocol";
import { Refused, read } from "./api";

/** The traces that moved last: asked for once, then pushed; a search asks the server, which knows more of them. */
const KEPT = 500;
const PAGE = 200;

export interface TraceQuery {
  readonly text: string;
  readonly failedOnly: boolean;
}

export const traces = signal<readonly TraceSummary[]>([]);
/** How many the server holds; null before it said. */
export const tracesKept = signal<number | null>(null);
export const tracesProblem = signal<string | null>(null);
let asked: AbortController | null = null;

/** Reads those that fit; what was known before stays until then. */
export async function findTraces({ text, failedOnly }: TraceQuery): Promise<void> {
  asked?.abort();
  const abort = new AbortController();
  asked = abort;
  const query = new URLSearchParams({ limit: String(PAGE), ...(text === "" ? {} : { q: text }), ...(failedOnly ? { failed: "true" } : {}) });
  try {
    const found = await read<RecentTraces>(`/api/traces/recent?${query}`, { signal: abort.signal });
    batch(() => {
      traces.value = mergedTraces(traces.peek(), found.traces);
      tracesKept.value = found.kept;
      tracesProblem.value = null;
    });
  } catch (failure) {
    if (failure instanceof Refused) {
      tracesProblem.value = failure.message;
    }
  }
}

export function tracesPushed(newest: readonly TraceSummary[]): void {
  traces.value = mergedTraces(traces.peek(), newest);
}

/** Newer summaries replace older ones of the same trace; those that moved last come first. */
export function mergedTraces(before: readonly TraceSummary[], fresh: readonly TraceSummary[]): TraceSummary[] {
  const byId = new Map(before.map((trace) => [trace.correlationId, trace]));
  for (const trace of fresh) {
    const known = byId.get(trace.correlationId);
    if (known === undefined || known.lastAt <= trace.lastAt) {
      byId.set(trace.correlationId, trace);
    }
  }
  return [...byId.values()]
    .sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt) || a.correlationId.localeCompare(b.correlationId))
    .slice(0, KEPT);
}

/** The server's own rule, for what is pushed while one looks. */
export function admitsTrace({ text, failedOnly }: TraceQuery): (trace: TraceSummary) => boolean {
  const needle = text.toLowerCase();
  return (trace) =>
    (!failedOnly || trace.failures > 0) &&
    (needle === "" ||
      trace.correlationId.toLowerCase().includes(needle) ||
      (trace.title ?? "").toLowerCase().includes(needle) ||
      trace.agents.some((agent) => agent.toLowerCase().includes(needle)));
}
