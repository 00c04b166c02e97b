import { useMemo } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { Meter } from "../parts/Meter";
import { Rows } from "../parts/Rows";
import { Said } from "../parts/Said";
import { SortHead } from "../parts/SortHead";
import type { WindowFigures, WindowReport } from "../protocol";
import { adjust } from "../state/place";
import { narrow } from "../state/preferences";
import { groupName, PART_NAMES, type Wish } from "../state/windows";
import { count, duration, percent, score } from "../text/numbers";

const HEADS = [
  ["Events", "Over the whole time; the bar is the share"],
  ["Errors", "Events that say they failed"],
  ["Success", "Of those that say how they ended"],
  ["p50", "Median duration"],
  ["p95", "95 % took no longer"],
  ["p99", "99 % took no longer"],
  ["Conf.", "Mean confidence, 0 to 1"],
] as const;

interface WindowGroupsProps {
  counted: WindowReport;
  wish: Wish;
  text: string;
}

/** The same figures apart, the largest first; Enter narrows everything to one of them. */
export function WindowGroups({ counted, wish, text }: WindowGroupsProps) {
  const groups = counted.groups ?? [];
  const needle = text.trim().toLowerCase();
  const shown = useMemo(() => groups.filter((group) => needle === "" || groupName(group.key).toLowerCase().includes(needle)), [groups, needle]);
  if (groups.length === 0) {
    return (
      <Empty title="No event in this time">
        <p>Look farther back, or take the filters away; what is published from now on shows by itself.</p>
      </Empty>
    );
  }
  if (shown.length === 0) {
    return (
      <Empty title={`No ${PART_NAMES[wish.by]} matches`}>
        <button type="button" class="button" onClick={() => adjust({ q: "" })}>
          Show all
        </button>
      </Empty>
    );
  }
  const selected = wish.choice[wish.by];
  return (
    <Rows
      label={`By ${PART_NAMES[wish.by]}; Enter shows one alone`}
      columns="cols-windows"
      items={shown}
      keyOf={(group) => group.key}
      rowHeight={narrow.value ? 52 : 32}
      selected={selected}
      onSelect={(group) => group.key !== "" && adjust({ [wish.by]: group.key === selected ? "" : group.key }, true)}
      header={[[PART_NAMES[wish.by].replace(/^./, (letter) => letter.toUpperCase()), "The largest first"] as const, ...HEADS].map(([label, title]) => (
        <SortHead key={label} label={label} title={title} sorted="none" />
      ))}
      render={(group) => <GroupRow name={groupName(group.key)} said={group.key !== ""} figures={group} whole={counted.total.count} />}
    />
  );
}

function GroupRow({ name, said, figures, whole }: { name: string; said: boolean; figures: WindowFigures; whole: number }) {
  return (
    <>
      <span role="gridcell" class={`cell-key ${said ? "strong" : "muted"}`}>
        <Said text={name} limit={120} />
      </span>
      <span role="gridcell" class="cell-share num">
        <Meter value={whole === 0 ? 0 : figures.count / whole} tone="chosen" />
        <span class="cell-number">{count(figures.count)}</span>
      </span>
      <span role="gridcell" class={`cell-errors num ${figures.errors > 0 ? "text-bad" : "muted"}`}>
        {count(figures.errors)}
      </span>
      <span role="gridcell" class="cell-success num">
        {percent(figures.successRate)}
      </span>
      <span role="gridcell" class="cell-p50 num">
        {duration(figures.p50Ms)}
      </span>
      <span role="gridcell" class="cell-p95 num">
        {duration(figures.p95Ms)}
      </span>
      <span role="gridcell" class="cell-p99 num">
        {duration(figures.p99Ms)}
      </span>
      <span role="gridcell" class="cell-confidence num">
        {score(figures.confidence)}
      </span>
    </>
  );
}
