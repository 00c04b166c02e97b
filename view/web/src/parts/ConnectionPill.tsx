import { delay, link } from "../state/bus";
import { now } from "../state/clock";
import { judge } from "../state/connection";
import { zone } from "../state/preferences";
import { duration } from "../text/numbers";
import { ago, clockTime, zoneName } from "../text/time";

/** Whether what is on screen is now: live, catching up, or stale and since when. */
export function ConnectionPill() {
  const at = Math.max(now.value, link.value.heardAt ?? 0);
  const connection = judge(link.value, at);
  const measured = delay.value;
  switch (connection.kind) {
    case "connecting":
      return <Pill tone="waiting" word="connecting" />;
    case "catching-up":
      return <Pill tone="waiting" word="catching up" title="The bus is still reading the last 24 hours of its log" />;
    case "live":
      return (
        <Pill
          tone="live"
          word="live"
          note={measured === null ? undefined : duration(measured.median)}
          title={
            measured === null
              ? "Live. The delay from event to screen shows with the next event"
              : `Live. From event to screen: median ${duration(measured.median)}, 95 % within ${duration(measured.p95)}`
          }
        />
      );
    case "stale":
      return (
        <Pill
          tone="stale"
          word="stale"
          note={`since ${clockTime(connection.since, zone.value)} (${ago(connection.since, at)})`}
          title={`${connection.reason}. What you see is from ${clockTime(connection.since, zone.value)} ${zoneName(zone.value)}`}
        />
      );
  }
}

function Pill({ tone, word, note, title = word }: { tone: string; word: string; note?: string | undefined; title?: string }) {
  return (
    <div class={`pill pill-${tone}`} title={title}>
      <span class="pill-dot" aria-hidden="true" />
      <span role="status">{word}</span>
      {note !== undefined && <span class="pill-note num">{note}</span>}
    </div>
  );
}
