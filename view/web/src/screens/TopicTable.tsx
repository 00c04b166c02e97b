import { Table } from "../parts/Table";
import type { TopicState } from "../protocol";
import { count, duration, rate } from "../text/numbers";
import { oneLine } from "../text/safe";

export function TopicTable({ topics }: { topics: readonly TopicState[] }) {
  return (
    <Table
      title="Topics"
      heads={["Topic", "Events/s", "Events, 24 h", "Partitions", "Kept for"]}
      empty="No topic yet. Topics come from the contracts when the bus starts."
      rows={topics.map((topic) => [
        <span class="strong">{oneLine(topic.topic)}</span>,
        rate(topic.eventsPerSecond),
        count(topic.events),
        count(topic.partitions),
        duration(topic.retentionMs),
      ])}
    />
  );
}
