package dev.agentbus.log.memory;

import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Groups of a log in memory. While the log is frozen they can't be asked either: a real one would
/// run into its limit.
final class MemoryGroupAdmin implements GroupAdmin {
    private final MemoryLog log;

    MemoryGroupAdmin(MemoryLog log) {
        this.log = log;
    }

    @Override
    public List<GroupState> describe() {
        List<GroupState> states = new ArrayList<>();
        log.locked(() -> {
            log.demandLink();
            new TreeMap<>(log.groups).forEach((name, group) -> states.add(state(name, group)));
        });
        return states;
    }

    @Override
    public Map<LogPartition, Bounds> bounds(Collection<LogPartition> partitions) {
        Map<LogPartition, Bounds> bounds = new TreeMap<>();
        log.locked(() -> {
            log.demandLink();
            for (LogPartition partition : partitions) {
                List<LogRecord> records = log.records.get(partition);
                if (records != null) {
                    bounds.put(partition, new Bounds(0, records.size()));
                }
            }
        });
        return bounds;
    }

    @Override
    public Map<LogPartition, NextRecord> nextRecords(Map<LogPartition, Long> offsets) {
        Map<LogPartition, NextRecord> found = new TreeMap<>();
        log.locked(() -> {
            log.demandLink();
            offsets.forEach((partition, offset) -> {
                List<LogRecord> records = log.records.getOrDefault(partition, List.of());
                found.put(
                        partition,
                        offset < records.size()
                                ? new NextRecord(
                                        offset,
                                        Optional.of(records.get(Math.toIntExact(offset))
                                                .timestamp()))
                                : new NextRecord(records.size(), Optional.empty()));
            });
        });
        return found;
    }

    @Override
    public void close() {}

    private static GroupState state(String name, MemoryGroup group) {
        List<Member> members = new ArrayList<>();
        group.assignments()
                .forEach((reader, owned) ->
                        members.add(new Member("member-" + members.size(), "memory", "localhost", owned)));
        return new GroupState(name, members, group.committed);
    }
}
