import { now } from "../state/clock";
import { zone } from "../state/preferences";
import { ago, fullTime } from "../text/time";

/** How long ago, kept up by the second. */
export function Ago({ at }: { at: number }) {
  return (
    <span class="num" title={fullTime(at, zone.value)}>
      {ago(at, now.value)}
    </span>
  );
}
