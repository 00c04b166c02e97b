/**
 * The server's clock against the page's: of each ping and its answer the time between, halved, is how old the server's
 * time is on arrival. The quickest answer of late errs least, by half its round trip at most.
 */
const KEPT = 12;

interface Sample {
  readonly roundTrip: number;
  readonly skew: number;
}

export class ClockOffset {
  private samples: Sample[] = [];
  private asked: number[] = [];

  /** A ping goes out; answers come in the order of the pings. */
  ping(at: number): void {
    this.asked.push(at);
  }

  /** @param serverTime epoch milliseconds of the server when it answered */
  pong(serverTime: number, at: number): void {
    const sent = this.asked.shift();
    if (sent === undefined || Number.isNaN(serverTime) || at < sent) {
      return;
    }
    this.samples.push({ roundTrip: at - sent, skew: serverTime - (sent + at) / 2 });
    if (this.samples.length > KEPT) {
      this.samples.shift();
    }
  }

  /** A new line: what was asked on the old one is never answered. */
  cut(): void {
    this.asked = [];
  }

  /** Server minus page, milliseconds; null before the first answer. */
  get skew(): number | null {
    let best: Sample | null = null;
    for (const sample of this.samples) {
      best = best === null || sample.roundTrip < best.roundTrip ? sample : best;
    }
    return best?.skew ?? null;
  }
}
