import { link } from "../state/bus";
import { now } from "../state/clock";
import { judge } from "../state/connection";

/** Says what is wrong while the page can't be believed. */
export function StaleBanner() {
  const connection = judge(link.value, Math.max(now.value, link.value.heardAt ?? 0));
  return connection.kind === "stale" ? (
    <p class="banner" role="alert">
      {connection.reason}. The page keeps what it knows and goes on by itself.
    </p>
  ) : null;
}
