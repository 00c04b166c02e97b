/** How long events take from the log to the screen: the newest samples, and what they say. */
const KEPT = 200;
/** Events older than this when they come are history being read again, not delay. */
const BELIEVABLE_MILLIS = 60_000;

export class Delays {
  private readonly samples: number[] = [];
  private next = 0;

  add(millis: number): void {
    if (!(millis < BELIEVABLE_MILLIS) || millis < -BELIEVABLE_MILLIS) {
      return;
    }
    this.samples[this.next] = Math.max(0, millis);
    this.next = (this.next + 1) % KEPT;
  }

  get size(): number {
    return this.samples.length;
  }

  /** The sample below which the share `q` of all lies; null without samples. */
  quantile(q: number): number | null {
    if (this.samples.length === 0) {
      return null;
    }
    const sorted = [...this.samples].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null;
  }
}
