package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where the chosen events stand in the log, as it was when the replay started. Partitions without
/// any are left out.
record ReplayPlan(Map<LogPartition, OffsetRange> ranges) {
    /// By how much the clock of a producer may run ahead of the log's: so much earlier than asked for
    /// the reading begins.
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    static final ReplayPlan NOTHING = new ReplayPlan(Map.of());

    ReplayPlan {
        ranges = Map.copyOf(ranges);
    }

    /// A record that came late stands behind younger ones, so a range of time has a beginning in the
    /// log, but no end before the log's own.
    static ReplayPlan of(LogReader reader, Collection<TopicName> topics, ReplaySource source) {
        List<LogPartition> partitions = reader.partitionsOf(topics);
        Map<LogPartition, Long> ends = reader.endOffsets(partitions);
        return switch (source) {
            case ReplaySource.TimeRange range -> since(reader, range.from(), partitions, ends);
            case ReplaySource.Trace trace -> since(reader, trace.within().from(), partitions, ends);
            case ReplaySource.Offsets offsets -> within(reader, offsets, partitions, ends);
        };
    }

    /// Of records that lie elsewhere, which were chosen by time before.
    static ReplayPlan of(Map<LogPartition, OffsetRange> held, ReplaySource source) {
        Map<LogPartition, OffsetRange> ranges = new TreeMap<>();
        held.forEach((partition, range) -> {
            OffsetRange wanted = source instanceof ReplaySource.Offsets offsets ? offsets.of(partition) : range;
            put(ranges, partition, Math.max(wanted.from(), range.from()), Math.min(wanted.to(), range.to()));
        });
        return new ReplayPlan(ranges);
    }

    private static ReplayPlan since(
            LogReader reader, Instant from, List<LogPartition> partitions, Map<LogPartition, Long> ends) {
        Map<LogPartition, Long> starts = from.equals(Instant.EPOCH)
                ? reader.beginningOffsets(partitions)
                : reader.offsetsAt(partitions, from.minus(CLOCK_SKEW));
        Map<LogPartition, OffsetRange> ranges = new TreeMap<>();
        starts.forEach((partition, start) -> put(ranges, partition, start, ends.getOrDefault(partition, 0L)));
        return new ReplayPlan(ranges);
    }

    private static ReplayPlan within(
            LogReader reader,
            ReplaySource.Offsets offsets,
            List<LogPartition> partitions,
            Map<LogPartition, Long> ends) {
        offsets.ranges().keySet().forEach(partition -> {
            if (!partitions.contains(partition)) {
                throw RefusedReplay.invalid("offsets must name partitions of the chosen topics", partition);
            }
        });
        Map<LogPartition, Long> beginnings =
                reader.beginningOffsets(offsets.ranges().keySet());
        Map<LogPartition, OffsetRange> ranges = new TreeMap<>();
        offsets.ranges()
                .forEach((partition, wanted) -> put(
                        ranges,
                        partition,
                        Math.max(wanted.from(), beginnings.getOrDefault(partition, 0L)),
                        Math.min(wanted.to(), ends.getOrDefault(partition, 0L))));
        return new ReplayPlan(ranges);
    }

    private static void put(Map<LogPartition, OffsetRange> ranges, LogPartition partition, long from, long to) {
        if (from < to) {
            ranges.put(partition, new OffsetRange(from, to));
        }
    }

    long records() {
        return ranges.values().stream().mapToLong(OffsetRange::records).sum();
    }
}
