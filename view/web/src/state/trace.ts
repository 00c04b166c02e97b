import { computed, signal } from "@preact/signals";
import type { Trace } from "../protocol";
import { Refused, read } from "./api";
import { type BusEvent, ofTraceEvent } from "./events";
import { buildTree, type Tree } from "./tree";

/** One correlation id across all topics: read once, then kept up by what is pushed. */
export type Loading =
  | { readonly kind: "nothing" }
  | { readonly kind: "loading"; readonly id: string }
  | { readonly kind: "there"; readonly id: string }
  | { readonly kind: "problem"; readonly id: string; readonly message: string };

export const traceLoading = signal<Loading>({ kind: "nothing" });
const events = signal<ReadonlyMap<string, BusEvent>>(new Map());
/** Whether there are events that are not shown. */
export const traceMissing = signal<"older" | "newer" | null>(null);
const PAGE = 1_000;
const MAX_EVENTS = 50_000;
let current = "";
let reading: AbortController | null = null;

export const traceEvents = computed<readonly BusEvent[]>(() => [...events.value.values()]);
/** What was asked for, in the words of the first who wrote it down; empty when nobody has. */
export const traceRequest = computed<string>(() => {
  const asked = traceEvents.value.filter((event) => event.kind === "routing" && event.title !== "");
  return asked.reduce<BusEvent | undefined>((first, event) => (first === undefined || event.at < first.at ? event : first), undefined)?.title ?? "";
});
export const traceTree = computed<Tree>(() => buildTree(traceEvents.value));

export async function openTrace(id: string): Promise<void> {
  if (id === current && traceLoading.peek().kind === "there") {
    return;
  }
  reading?.abort();
  current = id;
  events.value = new Map();
  traceMissing.value = null;
  if (id === "") {
    traceLoading.value = { kind: "nothing" };
    return;
  }
  traceLoading.value = { kind: "loading", id };
  await readTrace(id);
}

/** Reads it again, after a line was cut for example. */
export async function readTrace(id: string): Promise<void> {
  const abort = new AbortController();
  reading = abort;
  try {
    await readPages(id, abort.signal);
  } catch (failure) {
    if (current !== id || !(failure instanceof Refused)) {
      return;
    }
    traceLoading.value =
      failure.status === 404 || events.peek().size > 0
        ? { kind: "there", id }
        : { kind: "problem", id, message: failure.message };
  }
}

/** Page by page, each shown as it comes; oldest first, so that what is published meanwhile shifts no page. */
async function readPages(id: string, signal: AbortSignal): Promise<void> {
  let more = true;
  for (let offset = 0; more && offset < MAX_EVENTS; offset += PAGE) {
    const address = `/api/intelligence/trace/${encodeURIComponent(id)}?order=asc&limit=${PAGE}&offset=${offset}`;
    const page = await read<Trace>(address, { signal });
    if (current !== id) {
      return;
    }
    more = page.hasMore === true && page.events.length > 0;
    merge(page.events.map((event) => ofTraceEvent(event, id)));
    traceMissing.value = more && offset + PAGE >= MAX_EVENTS ? "newer" : page.complete === false ? "older" : null;
    traceLoading.value = more ? { kind: "loading", id } : { kind: "there", id };
  }
  traceLoading.value = { kind: "there", id };
}

export function traceArrived(batch: readonly BusEvent[]): void {
  if (current !== "") {
    merge(batch.filter((event) => event.correlationId === current));
  }
}

function merge(batch: readonly BusEvent[]): void {
  const fresh = batch.filter((event) => !events.peek().has(event.id));
  if (fresh.length > 0) {
    const next = new Map(events.peek());
    for (const event of fresh) {
      next.set(event.id, event);
    }
    events.value = next;
  }
}
