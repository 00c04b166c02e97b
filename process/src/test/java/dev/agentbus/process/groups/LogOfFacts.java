package dev.agentbus.process.groups;

import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.LogPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The admin side of a log whose groups, bounds and records are what a test says: retention,
/// compaction and transactions included.
final class LogOfFacts implements GroupAdmin {
    private final Map<String, GroupState> groups = new TreeMap<>();
    private final Map<LogPartition, Bounds> bounds = new HashMap<>();
    private final Map<LogPartition, TreeMap<Long, Instant>> records = new HashMap<>();
    /// Every question about a record, in order.
    final List<Map<LogPartition, Long>> questions = new ArrayList<>();

    /// Whether it finds out what follows a position.
    boolean knowsRecords = true;

    void bounds(LogPartition partition, long beginning, long end) {
        bounds.put(partition, new Bounds(beginning, end));
    }

    void record(LogPartition partition, long offset, Instant time) {
        records.computeIfAbsent(partition, _ -> new TreeMap<>()).put(offset, time);
    }

    /// A partition without gaps.
    void full(LogPartition partition, long end, Instant time) {
        bounds(partition, 0, end);
        for (long offset = 0; offset < end; offset++) {
            record(partition, offset, time);
        }
    }

    void commit(String group, LogPartition partition, long offset) {
        commit(group, partition, offset, "");
    }

    void commit(String group, LogPartition partition, long offset, String note) {
        Map<LogPartition, CommittedPosition> commits =
                new HashMap<>(state(group).commits());
        commits.put(partition, new CommittedPosition(offset, note));
        groups.put(group, new GroupState(group, state(group).members(), commits));
    }

    void members(String group, Member... members) {
        groups.put(group, new GroupState(group, List.of(members), state(group).commits()));
    }

    static Member member(String id, LogPartition... partitions) {
        return new Member(id, "client", "127.0.0.1", Set.of(partitions));
    }

    private GroupState state(String group) {
        return groups.getOrDefault(group, new GroupState(group, List.of(), Map.of()));
    }

    @Override
    public List<GroupState> describe() {
        return List.copyOf(groups.values());
    }

    @Override
    public Map<LogPartition, Bounds> bounds(Collection<LogPartition> partitions) {
        Map<LogPartition, Bounds> known = new HashMap<>(bounds);
        known.keySet().retainAll(partitions);
        return known;
    }

    @Override
    public Map<LogPartition, NextRecord> nextRecords(Map<LogPartition, Long> offsets) {
        questions.add(offsets);
        Map<LogPartition, NextRecord> found = new HashMap<>();
        if (knowsRecords) {
            offsets.forEach((partition, offset) -> {
                Map.Entry<Long, Instant> next =
                        records.getOrDefault(partition, new TreeMap<>()).ceilingEntry(offset);
                long end = Objects.requireNonNull(bounds.get(partition)).end();
                found.put(
                        partition,
                        next == null
                                ? new NextRecord(end, Optional.empty())
                                : new NextRecord(next.getKey(), Optional.of(next.getValue())));
            });
        }
        return found;
    }

    @Override
    public void close() {}
}
