import { Table } from "../parts/Table";
import type { GroupState } from "../protocol";
import { count } from "../text/numbers";
import { oneLine } from "../text/safe";

/** Groups by topic: partitions are summed up, the worst verdict stands. */
export function GroupTable({ groups }: { groups: readonly GroupState[] }) {
  return (
    <Table
      title="Consumer groups"
      heads={["Group", "Topic", "Lag, events", "Stored up to", "Partitions", "Verdict"]}
      words={[1, 5]}
      empty="No consumer group has read yet."
      rows={byTopic(groups).map((group) => [
        <span class="strong">{oneLine(group.group)}</span>,
        oneLine(group.topic),
        count(group.lagEvents),
        count(group.position),
        count(group.partitions),
        <Verdict group={group} />,
      ])}
    />
  );
}

function Verdict({ group }: { group: GroupState }) {
  const verdict = group.verdict ?? "–";
  const tone = verdict === "OK" ? "success" : verdict === "WARN" ? "routing" : verdict === "–" ? "other" : "failure";
  return (
    <>
      <span class={`tag tag-${tone}`}>{oneLine(verdict)}</span>
      {group.reason ? <span class="muted"> {oneLine(group.reason, 200)}</span> : null}
    </>
  );
}

const WORST_LAST = ["OK", "WARN", "REWOUND", "STALLED", "STOPPED"];

export function byTopic(groups: readonly GroupState[]): GroupState[] {
  const sums = new Map<string, GroupState>();
  for (const each of groups) {
    const key = `${each.group}\n${each.topic}`;
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? { ...each, partitions: 1 } : added(sum, each));
  }
  return [...sums.values()].sort(
    (a, b) => (b.lagEvents ?? 0) - (a.lagEvents ?? 0) || a.group.localeCompare(b.group) || a.topic.localeCompare(b.topic),
  );
}

function added(a: GroupState, b: GroupState): GroupState {
  const worse = WORST_LAST.indexOf(b.verdict ?? "") > WORST_LAST.indexOf(a.verdict ?? "") ? b : a;
  return {
    ...a,
    lagEvents: plus(a.lagEvents, b.lagEvents),
    position: plus(a.position, b.position),
    partitions: plus(a.partitions, 1),
    verdict: worse.verdict ?? null,
    reason: worse.reason ?? null,
  };
}

function plus(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined ? (b ?? null) : a + (b ?? 0);
}
