import type { WindowNews, WindowReport } from "../protocol";
import { zone } from "../state/preferences";
import { oneLine } from "../text/safe";
import { clockTime, zoneName } from "../text/time";

interface WindowTroubleProps {
  news: WindowNews | null;
  refusal: string | null;
  counted: WindowReport;
}

/** Why the figures are not what they should be, and what to do about it. */
export function WindowTrouble({ news, refusal, counted }: WindowTroubleProps) {
  const asOf = `What you see is as of ${clockTime(Date.parse(counted.to), zone.value)} ${zoneName(zone.value)}.`;
  if (news?.state === "away") {
    return (
      <p class="banner" role="alert">
        Redis does not answer: nothing is counted now, and nothing is lost. {asOf} The metrics group goes on where it stopped. <span class="banner-more">{oneLine(news.message ?? "")}</span>
      </p>
    );
  }
  if (refusal !== null) {
    return (
      <p class="banner" role="alert">
        Not renewed: {oneLine(refusal)}. {asOf}
      </p>
    );
  }
  if (news?.state === "nobody") {
    return (
      <p class="banner banner-warn" role="alert">
        Nobody counts: no process has the role metrics. Start one with <code>agentbus serve --roles metrics</code>; it counts what the log still holds.
      </p>
    );
  }
  const verdict = news?.group?.verdict ?? "OK";
  return verdict === "OK" || verdict === "REWOUND" ? null : (
    <p class={`banner ${verdict === "WARN" ? "banner-warn" : ""}`} role="alert">
      metrics-group is {verdict === "WARN" ? "behind" : verdict.toLowerCase()}
      {news?.group === undefined || news.group.reasons.length === 0 ? "" : ` (${oneLine(news.group.reasons.join(", "))})`}: the newest windows may miss events.
      {verdict === "STOPPED" && (
        <>
          {" "}
          Start a process with <code>agentbus serve --roles metrics</code>.
        </>
      )}
    </p>
  );
}
