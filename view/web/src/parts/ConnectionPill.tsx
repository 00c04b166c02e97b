import { delay, link } from "../state/bus";
import { now } from "../state/clock";
import { judge } from "../state/connection";
import { CLOCKS_DIFFER_MILLIS, type Delay } from "../state/delays";
import { zone } from "../state/preferences";
import { duration } from "../text/numbers";
import { ago, clockTime, zoneName } from "../text/time";

/** Whether what is on screen is now: live, catching up, or stale and since when. */
export function ConnectionPill() {
  const at = Math.max(now.value, link.value.heardAt ?? 0);
  const connection = judge(link.value, at);
  switch (connection.kind) {
    case "connecting":
      return <Pill tone="waiting" word="connecting" />;
    case "catching-up":
      return (
        <Pill
          tone="waiting"
          word="catching up"
          note={connection.asOf === null ? undefined : `${duration(at - connection.asOf)} behind`}
          title={connection.reason}
        />
      );
    case "live":
      return <Live delay={delay.value} />;
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

function Live({ delay: measured }: { delay: Delay | null }) {
  if (measured === null) {
    return <Pill tone="live" word="live" title="Live. The delay from the log to the screen shows with the next event" />;
  }
  if (measured.median < CLOCKS_DIFFER_MILLIS) {
    return <Pill tone="live" word="live" note="delay unknown" title="Live. The publishers' clocks run ahead of the bus's: the delay cannot be told" />;
  }
  return (
    <Pill
      tone="live"
      word="live"
      note={duration(measured.median)}
      title={`Live. From the log to the screen: median ${duration(measured.median)}, 95 % within ${duration(measured.p95)}`}
    />
  );
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
