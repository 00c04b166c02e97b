/**
 * Collects what arrives and hands it over once per animation frame, or, when handling a batch takes long, so much later
 * that the page spends at most a quarter of its time on it. While the page is hidden a timer takes the frame's place.
 */
const HIDDEN_MILLIS = 1_000;
const REST_FACTOR = 3;
const MAX_REST_MILLIS = 250;

export class Coalescer<T> {
  private waiting: T[] = [];
  private scheduled = false;
  private notBefore = 0;

  constructor(private readonly take: (batch: T[]) => void) {}

  push(item: T): void {
    this.waiting.push(item);
    if (!this.scheduled) {
      this.scheduled = true;
      this.schedule();
    }
  }

  private schedule(): void {
    const rest = this.notBefore - performance.now();
    if (document.hidden) {
      setTimeout(() => this.flush(), HIDDEN_MILLIS);
    } else if (rest > 8) {
      setTimeout(() => (document.hidden ? this.flush() : requestAnimationFrame(() => this.flush())), rest);
    } else {
      requestAnimationFrame(() => this.flush());
    }
  }

  private flush(): void {
    this.scheduled = false;
    const batch = this.waiting;
    this.waiting = [];
    const begun = performance.now();
    this.take(batch);
    // After rendering, layout and paint, so that their cost counts too.
    setTimeout(() => {
      const cost = performance.now() - begun;
      this.notBefore = performance.now() + Math.min(MAX_REST_MILLIS, cost * REST_FACTOR);
    }, 0);
  }
}
