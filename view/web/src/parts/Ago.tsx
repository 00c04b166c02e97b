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

/** The same in a sentence: "4 s ago", "just now". */
export function AgoWords({ at }: { at: number }) {
  const text = ago(at, now.value);
  return (
    <span class="num" title={fullTime(at, zone.value)}>
      {text === "now" ? "just now" : `${text} ago`}
    </span>
  );
}
