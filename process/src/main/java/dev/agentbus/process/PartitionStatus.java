package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import java.util.OptionalLong;
import java.util.Set;

/// Where one partition stands.
///
/// @param position the offset of the first record that is not stored; empty before the claim or
///     when nothing ever was
/// @param lag records in the log that are not stored, as of the last look at the log's end; empty
///     before the first
/// @param pauses why it is not fetched; empty when it flows
public record PartitionStatus(
        LogPartition partition, OptionalLong position, OptionalLong lag, Set<PauseReason> pauses) {
    public PartitionStatus {
        pauses = Set.copyOf(pauses);
    }
}
