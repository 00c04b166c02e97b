import { batch, signal } from "@preact/signals";
import type { CountedWindow, WindowNews, WindowReport } from "../protocol";
import { Refused } from "./api";
import { readOnNews } from "./refresh";

/** What was counted in windows of event time: asked for when the server says that it changed. */
export type Part = "topic" | "agent" | "actionType" | "strategy";

export const PART_NAMES: Record<Part, string> = { topic: "topic", agent: "agent", actionType: "action type", strategy: "strategy" };
export const PARTS: readonly Part[] = ["topic", "agent", "actionType", "strategy"];

/** What is looked at, as it stands in the address. */
export interface Wish {
  readonly size: string;
  readonly from: string;
  readonly by: Part;
  readonly choice: Readonly<Record<Part, string>>;
}

/** How far to look back with windows of a length, the usual first. */
const SPANS: Readonly<Record<string, readonly string[]>> = {
  "1min": ["1h", "3h", "12h"],
  "5min": ["6h", "24h", "3d"],
  "1h": ["2d", "7d", "30d"],
};
const SHORTEST_SPANS = ["5m", "15m", "1h"];

export const windowNews = signal<WindowNews | null>(null);
export const report = signal<WindowReport | null>(null);
export const refusal = signal<string | null>(null);

export function spansOf(size: string): readonly string[] {
  return SPANS[size] ?? SHORTEST_SPANS;
}

export function wishFrom(params: Readonly<Record<string, string>>): Wish {
  const size = params["size"] ?? "";
  const known = size in SPANS ? size : "shortest";
  const spans = spansOf(known);
  const chosen = (part: Part) => params[part] ?? "";
  return {
    size: known,
    from: spans.find((span) => span === params["from"]) ?? spans[0] ?? "5m",
    by: PARTS.find((part) => part === params["by"]) ?? "topic",
    choice: { topic: chosen("topic"), agent: chosen("agent"), actionType: chosen("actionType"), strategy: chosen("strategy") },
  };
}

export function queryOf(wish: Wish): string {
  const query = new URLSearchParams({ size: wish.size, from: wish.from, by: wish.by });
  for (const part of PARTS) {
    if (wish.choice[part] !== "") {
      query.set(part, wish.choice[part]);
    }
  }
  return `/api/metrics/windows?${query}`;
}

/** Long windows change slowly and cost more. */
function pauseOf(wish: Wish): number {
  return wish.size === "shortest" ? 1_000 : wish.size === "1h" ? 5_000 : 2_000;
}

/** Keeps the report up to date until told to end. */
export function followWindows(wish: Wish): () => void {
  return readOnNews<WindowReport>(
    queryOf(wish),
    pauseOf(wish),
    () => void windowNews.value,
    (answer) =>
      batch(() => {
        if (answer instanceof Refused) {
          refusal.value = answer.message;
        } else {
          report.value = answer;
          refusal.value = null;
        }
      }),
  );
}

export type Value = number | null;

/** What charts show; an open window is not as low as it looks, so its count stands apart. */
export interface Lines {
  readonly times: number[];
  readonly closed: Value[];
  readonly open: Value[];
  /** Of those that say how they ended, in percent. */
  readonly errorRate: Value[];
  readonly p50: Value[];
  readonly p95: Value[];
  readonly p99: Value[];
}

export function linesOf(windows: readonly CountedWindow[]): Lines {
  return {
    times: windows.map((window) => Date.parse(window.start) / 1000),
    closed: windows.map((window) => (window.closed ? window.count : null)),
    open: windows.map((window) => (window.closed ? null : window.count)),
    errorRate: windows.map((window) => (window.successRate === null ? null : (1 - window.successRate) * 100)),
    p50: windows.map((window) => window.p50Ms),
    p95: windows.map((window) => window.p95Ms),
    p99: windows.map((window) => window.p99Ms),
  };
}

export function lateEvents(counted: WindowReport): number {
  return counted.windows.reduce((sum, window) => sum + window.late, 0);
}

/** What has no such part, and what has no room of its own, have names nobody can choose. */
export function groupName(key: string): string {
  return key === "" ? "none said" : key === "*" ? "others, counted together" : key;
}
