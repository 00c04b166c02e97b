package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How far the reading is, and what was chosen. Written by the thread that reads, read by any.
final class ReplayCounts {
    private final Map<LogPartition, OffsetRange> ranges;
    private final Map<LogPartition, Long> next = new ConcurrentHashMap<>();
    private final Map<LogPartition, Long> lastChosen = new ConcurrentHashMap<>();
    private final Map<TopicName, LongAdder> chosen = new ConcurrentHashMap<>();
    private final LongAdder unreadable = new LongAdder();

    ReplayCounts(Map<LogPartition, OffsetRange> ranges) {
        this.ranges = ranges;
    }

    /// @param offset the first that is not read; never goes back, though reading may
    void reached(LogPartition partition, long offset) {
        next.merge(partition, offset, Math::max);
    }

    /// Once per record, however often it is read.
    void chose(LogPartition partition, long offset) {
        if (offset > lastChosen.getOrDefault(partition, -1L)) {
            lastChosen.put(partition, offset);
            chosen.computeIfAbsent(partition.topic(), _ -> new LongAdder()).increment();
        }
    }

    void unreadable() {
        unreadable.increment();
    }

    long read() {
        long read = 0;
        for (Map.Entry<LogPartition, OffsetRange> each : ranges.entrySet()) {
            OffsetRange range = each.getValue();
            long at = Math.min(range.to(), next.getOrDefault(each.getKey(), range.from()));
            read += Math.max(0, at - range.from());
        }
        return read;
    }

    long total() {
        return ranges.values().stream().mapToLong(OffsetRange::records).sum();
    }

    long refused() {
        return unreadable.sum();
    }

    /// The last offset of each partition that was chosen.
    Map<LogPartition, Long> lastChosen() {
        return Map.copyOf(lastChosen);
    }

    Map<TopicName, Long> events() {
        Map<TopicName, Long> events = new TreeMap<>();
        chosen.forEach((topic, count) -> events.put(topic, count.sum()));
        return events;
    }
}
