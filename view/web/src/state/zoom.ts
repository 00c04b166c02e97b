/** A stretch of time, epoch milliseconds. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

const LEAST_MILLIS = 1;
const STEP = 0.25;

/** What a key makes of the shown stretch: closer, farther, along; null for the whole; undefined when the key means nothing here. */
export function zoomedBy(key: string, whole: Span, zoom: Span | null): Span | null | undefined {
  const { begin, end } = zoom ?? whole;
  const width = end - begin;
  switch (key) {
    case "+":
    case "=":
      return width <= LEAST_MILLIS ? zoom : { begin: begin + width / 4, end: end - width / 4 };
    case "-":
      return zoom === null ? null : within(whole, begin - width / 2, end + width / 2);
    case "ArrowLeft":
      return zoom === null ? null : moved(whole, zoom, -STEP * width);
    case "ArrowRight":
      return zoom === null ? null : moved(whole, zoom, STEP * width);
    case "0":
    case "Home":
      return null;
    default:
      return undefined;
  }
}

function within(whole: Span, begin: number, end: number): Span | null {
  const kept = { begin: Math.max(whole.begin, begin), end: Math.min(whole.end, end) };
  return kept.begin <= whole.begin && kept.end >= whole.end ? null : kept;
}

function moved(whole: Span, zoom: Span, by: number): Span {
  const least = whole.begin - zoom.begin;
  const most = whole.end - zoom.end;
  const bounded = Math.min(most, Math.max(least, by));
  return { begin: zoom.begin + bounded, end: zoom.end + bounded };
}
