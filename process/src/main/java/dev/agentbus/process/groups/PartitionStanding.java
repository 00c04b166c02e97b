package dev.agentbus.process.groups;

import dev.agentbus.log.LogPartition;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Where a group stands in one partition.
///
/// @param member who reads it; empty when nobody does, or when the log does not say
/// @param position the offset of the first record that is not done; empty when the group has none
/// @param end of the partition
/// @param lagEvents records that are not done; empty without a position
/// @param lagTime how long the oldest of them has been in the log; empty while that is not known
/// @param reasons why it does not go on, or might not: short names like `sink-down`
public record PartitionStanding(
        LogPartition partition,
        Optional<String> member,
        OptionalLong position,
        long end,
        OptionalLong lagEvents,
        Optional<Duration> lagTime,
        double eventsPerSecond,
        double arrivingPerSecond,
        Verdict verdict,
        Set<String> reasons) {
    public PartitionStanding {
        reasons = Collections.unmodifiableSet(new TreeSet<>(reasons));
    }

    PartitionStanding worsened(Verdict atBest, String reason) {
        TreeSet<String> more = new TreeSet<>(reasons);
        more.add(reason);
        return new PartitionStanding(
                partition,
                member,
                position,
                end,
                lagEvents,
                lagTime,
                eventsPerSecond,
                arrivingPerSecond,
                verdict.orWorse(atBest),
                more);
    }
}
