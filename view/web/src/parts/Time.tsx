import { zone } from "../state/preferences";
import { clockTime, fullTime } from "../text/time";

/** A time of day; the whole of it, zone included, on hover and for machines. */
export function Time({ at, millis = false }: { at: number; millis?: boolean }) {
  const valid = Number.isFinite(at);
  return (
    <time class="num" dateTime={valid ? new Date(at).toISOString() : ""} title={fullTime(at, zone.value)}>
      {clockTime(at, zone.value, millis)}
    </time>
  );
}
