package dev.agentbus.process.groups;

import dev.agentbus.log.GroupAdmin.Member;
import dev.agentbus.process.WorkerStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/// Where a group stands: all of it, whoever runs its members.
///
/// @param members of all processes
/// @param verdict the worst of its partitions', or worse when the whole group is hindered
/// @param reasons of the group itself and of all its partitions
/// @param lastError of a worker of ours, in this process or another; stays after recovery
public record GroupStanding(
        String group,
        Verdict verdict,
        Set<String> reasons,
        Optional<WorkerStatus.LastError> lastError,
        List<Member> members,
        List<PartitionStanding> partitions) {
    public GroupStanding {
        reasons = Collections.unmodifiableSet(new TreeSet<>(reasons));
        members = List.copyOf(members);
        partitions = List.copyOf(partitions);
    }

    static GroupStanding of(
            String group,
            Verdict own,
            Set<String> ownReasons,
            Optional<WorkerStatus.LastError> lastError,
            List<Member> members,
            List<PartitionStanding> partitions) {
        TreeSet<String> reasons = new TreeSet<>(ownReasons);
        Verdict worst = own;
        for (PartitionStanding partition : partitions) {
            reasons.addAll(partition.reasons());
            worst = worst.orWorse(partition.verdict());
        }
        return new GroupStanding(group, worst, reasons, lastError, members, partitions);
    }

    /// The same with something in the way of all of it.
    GroupStanding worsened(Verdict atBest, String reason, WorkerStatus.LastError error) {
        TreeSet<String> more = new TreeSet<>(reasons);
        more.add(reason);
        boolean newer = lastError.isEmpty() || lastError.get().time().isBefore(error.time());
        return new GroupStanding(
                group,
                verdict.orWorse(atBest),
                more,
                newer ? Optional.of(error) : lastError,
                members,
                partitions.stream()
                        .map(partition -> partition.worsened(atBest, reason))
                        .toList());
    }

    /// Over all partitions with a position.
    public long lagEvents() {
        return partitions.stream().mapToLong(each -> each.lagEvents().orElse(0)).sum();
    }

    /// Of the partition that is furthest behind; empty while that is not known of one with lag.
    public Optional<Duration> lagTime() {
        return longest(partitions);
    }

    public double eventsPerSecond() {
        return sum(PartitionStanding::eventsPerSecond);
    }

    public double arrivingPerSecond() {
        return sum(PartitionStanding::arrivingPerSecond);
    }

    static Optional<Duration> longest(List<PartitionStanding> partitions) {
        Duration longest = Duration.ZERO;
        for (PartitionStanding partition : partitions) {
            boolean behind = partition.lagEvents().orElse(0) > 0;
            if (behind && partition.lagTime().isEmpty()) {
                return Optional.empty();
            }
            Duration time = partition.lagTime().orElse(Duration.ZERO);
            longest = time.compareTo(longest) > 0 ? time : longest;
        }
        return Optional.of(longest);
    }

    private double sum(ToDoubleFunction<PartitionStanding> value) {
        return partitions.stream().mapToDouble(value).sum();
    }
}
