import { useEffect, useMemo } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { Said } from "../parts/Said";
import { SearchBox } from "../parts/SearchBox";
import { Select } from "../parts/Select";
import { adjust, param, place } from "../state/place";
import { zone } from "../state/preferences";
import { followWindows, groupName, PART_NAMES, PARTS, queryOf, refusal, report, spansOf, windowNews, wishFrom } from "../state/windows";
import { spanText } from "../text/numbers";
import { oneLine } from "../text/safe";
import { zoneName } from "../text/time";
import { WindowCharts } from "./WindowCharts";
import { WindowGroups } from "./WindowGroups";
import { WindowStats } from "./WindowStats";
import { WindowTrouble } from "./WindowTrouble";

/** What was counted in windows of event time, each event once. */
export function WindowsScreen() {
  const params = place.value.params;
  const wish = useMemo(() => wishFrom(params), [params]);
  useEffect(() => followWindows(wish), [queryOf(wish)]);
  const news = windowNews.value;
  const counted = report.value;
  if (news?.state === "off") {
    return (
      <Empty title="This bus counts nothing in windows">
        <p>
          Windows live in Redis, and this process knows none. <code>agentbus up</code> brings one along; a process of <code>agentbus serve</code>{" "}
          is told of one with <code>REDIS_URL</code>.
        </p>
      </Empty>
    );
  }
  if (counted === null) {
    return (
      <Empty title={refusal.value === null ? "Waiting for the windows" : "The windows cannot be shown"}>
        <p>{refusal.value === null ? "They show as soon as the bus answers." : oneLine(refusal.value)}</p>
      </Empty>
    );
  }
  return (
    <div class="windows">
      <WindowTrouble news={news} refusal={refusal.value} counted={counted} />
      <div class="toolbar">
        <SearchBox label={`Find ${PART_NAMES[wish.by]}`} value={param("q")} onChange={(q) => adjust({ q })} />
        <Select label="Windows of" value={wish.size} options={sizeOptions(news?.sizes[0] ?? "5s")} onChange={(size) => adjust({ size: size === "shortest" ? "" : size, from: "" }, true)} />
        <Select label="Over the last" value={wish.from} options={spansOf(wish.size).map((span) => [span, spanText(span)] as const)} onChange={(from) => adjust({ from }, true)} />
        <Select label="By" value={wish.by} options={PARTS.map((part) => [part, PART_NAMES[part]] as const)} onChange={(by) => adjust({ by: by === "topic" ? "" : by, q: "" }, true)} />
        {PARTS.filter((part) => wish.choice[part] !== "").map((part) => (
          <button key={part} type="button" class="chip" aria-pressed="true" onClick={() => adjust({ [part]: "" }, true)}>
            <span class="muted">{PART_NAMES[part]}</span> <Said text={groupName(wish.choice[part])} limit={40} /> <span aria-hidden="true">✕</span>
            <span class="unseen">, show all</span>
          </button>
        ))}
        <span class="toolbar-note">event time, {zoneName(zone.value)}</span>
      </div>
      <div class="windows-figures">
        <WindowStats counted={counted} />
        <WindowCharts counted={counted} />
      </div>
      <WindowGroups counted={counted} wish={wish} text={param("q")} />
    </div>
  );
}

function sizeOptions(shortest: string): (readonly [string, string])[] {
  return [
    ["shortest", spanText(shortest)],
    ["1min", spanText("1min")],
    ["5min", spanText("5min")],
    ["1h", spanText("1h")],
  ];
}
