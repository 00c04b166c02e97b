package dev.agentbus.log.memory;

import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A consumer group: who should own which partition, who does, and how far the group is. Under the
/// log's lock.
///
/// A partition goes to its new owner only after the old one gave it back within its own poll.
final class MemoryGroup {
    final Map<LogPartition, CommittedPosition> committed = new HashMap<>();
    private final MemoryLog log;
    private final List<MemoryReader> members = new ArrayList<>();
    private final Map<MemoryReader, Set<LogPartition>> target = new LinkedHashMap<>();
    private final Map<LogPartition, MemoryReader> owners = new HashMap<>();

    MemoryGroup(MemoryLog log) {
        this.log = log;
    }

    void join(MemoryReader member) {
        if (!members.contains(member)) {
            members.add(member);
        }
        rebalance();
    }

    void leave(MemoryReader member) {
        members.remove(member);
        owners.values().removeIf(owner -> owner == member);
        rebalance();
    }

    /// Deals the partitions of every topic out to the members that want it, in turn.
    void rebalance() {
        target.clear();
        members.forEach(member -> target.put(member, new TreeSet<>()));
        log.topics.values().forEach(topic -> {
            List<MemoryReader> wanting = members.stream()
                    .filter(member -> member.subscribesTo(topic.topic()))
                    .toList();
            for (int number = 0; number < topic.partitions() && !wanting.isEmpty(); number++) {
                MemoryReader member = wanting.get(number % wanting.size());
                target.getOrDefault(member, new TreeSet<>()).add(new LogPartition(topic.topic(), number));
            }
        });
        log.changed.signalAll();
    }

    /// What the member owns and should give back.
    Set<LogPartition> surplusOf(MemoryReader member) {
        Set<LogPartition> surplus = new TreeSet<>();
        owners.forEach((partition, owner) -> {
            if (owner == member && !targetOf(member).contains(partition)) {
                surplus.add(partition);
            }
        });
        return surplus;
    }

    void giveBack(MemoryReader member, Set<LogPartition> partitions) {
        partitions.forEach(partition -> owners.remove(partition, member));
        log.changed.signalAll();
    }

    /// Takes what the member should own and nobody does.
    Set<LogPartition> take(MemoryReader member) {
        Set<LogPartition> taken = new TreeSet<>();
        for (LogPartition partition : targetOf(member)) {
            if (owners.putIfAbsent(partition, member) == null) {
                taken.add(partition);
            }
        }
        return taken;
    }

    /// What each member owns now.
    Map<MemoryReader, Set<LogPartition>> assignments() {
        Map<MemoryReader, Set<LogPartition>> assignments = new LinkedHashMap<>();
        members.forEach(member -> assignments.put(member, new TreeSet<>()));
        owners.forEach((partition, owner) ->
                assignments.computeIfAbsent(owner, leaving -> new TreeSet<>()).add(partition));
        return assignments;
    }

    private Set<LogPartition> targetOf(MemoryReader member) {
        return target.getOrDefault(member, Set.of());
    }
}
