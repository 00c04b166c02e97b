package dev.agentbus.sink.redis.windows;

import dev.agentbus.log.LogPartition;
import java.util.Map;
import java.util.TreeMap;

/// What a batch adds to one window. Not safe for several threads.
final class WindowChange {
    private final Map<LogPartition, OffsetSpan> offsets = new TreeMap<>();
    private final Map<String, Tally> tallies = new TreeMap<>();
    private long late;

    /// This record is behind the window now.
    void pass(Sample sample) {
        offsets.merge(sample.partition(), OffsetSpan.of(sample.offset()), OffsetSpan::and);
    }

    void count(Sample sample) {
        tallies.computeIfAbsent(sample.total(), _ -> new Tally()).add(sample);
        tallies.computeIfAbsent(sample.series(), _ -> new Tally()).add(sample);
    }

    void countLate() {
        late++;
    }

    /// By partition, the offsets of the records that are new to the window.
    Map<LogPartition, OffsetSpan> offsets() {
        return offsets;
    }

    /// By field.
    Map<String, Tally> tallies() {
        return tallies;
    }

    long late() {
        return late;
    }
}
