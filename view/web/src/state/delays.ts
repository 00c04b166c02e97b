/** How long events take from the log to the screen: the samples of the last minute, and what they say. */
const KEPT_MILLIS = 60_000;
const MAX_SAMPLES = 600;
/** Of one batch so many stand for all. */
const PER_BATCH = 8;

/**
 * Median and 95th percentile in milliseconds. Below zero by more than `CLOCKS_DIFFER_MILLIS` the log's clock and the
 * bus's differ, and nothing can be told.
 */
export interface Delay {
  readonly median: number;
  readonly p95: number;
}

export const CLOCKS_DIFFER_MILLIS = -50;

interface Sample {
  readonly at: number;
  readonly millis: number;
}

export class Delays {
  private samples: Sample[] = [];

  /**
   * Events that came on screen together at `at`.
   *
   * @param millis of each, how long ago the log took it in
   */
  add(at: number, millis: readonly number[]): void {
    const sorted = millis.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
    const count = Math.min(PER_BATCH, sorted.length);
    for (let i = 1; i <= count; i++) {
      const value = sorted[Math.ceil((i * sorted.length) / count) - 1];
      if (value !== undefined) {
        this.samples.push({ at, millis: value });
      }
    }
    this.forget(at);
  }

  /** Null when nothing came within the last minute: an old figure is none. */
  at(now: number): Delay | null {
    this.forget(now);
    const sorted = this.samples.map((sample) => sample.millis).sort((a, b) => a - b);
    const median = sorted[Math.floor(0.5 * sorted.length)];
    const p95 = sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))];
    if (median === undefined || p95 === undefined) {
      return null;
    }
    return median < CLOCKS_DIFFER_MILLIS ? { median, p95 } : { median: Math.max(0, median), p95: Math.max(0, p95) };
  }

  private forget(now: number): void {
    let first = Math.max(0, this.samples.length - MAX_SAMPLES);
    while (first < this.samples.length && now - (this.samples[first]?.at ?? now) > KEPT_MILLIS) {
      first++;
    }
    if (first > 0) {
      this.samples = this.samples.slice(first);
    }
  }
}
