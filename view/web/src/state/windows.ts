import { signal } from "@preact/signals";
import { Refused, read } from "./api";

/** What was counted in the last five minutes, in windows of event time. */
const REFRESH_MILLIS = 5_000;

export interface WindowFigures {
  readonly count: number;
  readonly errors: number;
  readonly successRate: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly confidence: number | null;
  readonly cacheHitRate: number | null;
}

export interface CountedWindow extends WindowFigures {
  readonly start: string;
  readonly closed: boolean;
  readonly late: number;
}

export interface WindowReport {
  readonly windowSeconds: number;
  readonly total: WindowFigures;
  readonly windows: readonly CountedWindow[];
}

export const report = signal<WindowReport | null>(null);
export const refusal = signal<string | null>(null);

/** Asks again and again until told to end. */
export function followWindows(): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async () => {
    try {
      report.value = await read<WindowReport>("/api/metrics/windows?from=5m&size=shortest");
      refusal.value = null;
    } catch (failure) {
      refusal.value = failure instanceof Refused ? failure.message : String(failure);
    }
    if (!ended) {
      timer = setTimeout(() => void ask(), REFRESH_MILLIS);
    }
  };
  void ask();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** Events per second over the windows that are closed: an open one is not as low as it looks. */
export function rates(counted: WindowReport): { times: number[]; values: number[] } {
  const closed = counted.windows.filter((window) => window.closed);
  return {
    times: closed.map((window) => Date.parse(window.start) / 1000),
    values: closed.map((window) => window.count / counted.windowSeconds),
  };
}

export function lateEvents(counted: WindowReport): number {
  return counted.windows.reduce((sum, window) => sum + window.late, 0);
}
