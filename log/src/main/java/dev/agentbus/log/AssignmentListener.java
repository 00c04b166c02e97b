package dev.agentbus.log;

import java.util.Set;

/// Told, on the reader's thread, which partitions come and go.
public interface AssignmentListener {
    /// These are ours from now on; the place to [LogReader#seek].
    void assigned(Set<LogPartition> partitions);

    /// These go to another member once this returns; what is done may still be committed.
    void revoked(Set<LogPartition> partitions);

    /// These have been another member's for a while already: nothing may be committed for them.
    void lost(Set<LogPartition> partitions);
}
