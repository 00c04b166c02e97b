package dev.agentbus.log;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says which consumer groups the log knows and how far each is, whoever runs them. One thread at a
/// time; calls block, and throw [dev.agentbus.events.TransientFailure] when the log can't be
/// reached.
public interface GroupAdmin extends AutoCloseable {
    /// A group at one moment.
    ///
    /// @param members empty when nobody runs
    record GroupState(String group, List<Member> members, Map<LogPartition, CommittedPosition> commits) {
        public GroupState {
            members = List.copyOf(members);
            commits = Map.copyOf(commits);
        }
    }

    /// One process (or thread) of a group.
    ///
    /// @param clientId how it names itself
    record Member(String id, String clientId, String host, Set<LogPartition> partitions) {
        public Member {
            partitions = Set.copyOf(partitions);
        }
    }

    /// What a partition holds: from `beginning` up to, not with, `end`. Not every offset between
    /// them is a record: compaction leaves gaps, and transactions leave markers.
    record Bounds(long beginning, long end) {}

    /// Where a reader that stands at some offset goes on.
    ///
    /// @param offset of the first record there or behind; the end when there is none
    /// @param time of that record; empty when there is none
    record NextRecord(long offset, Optional<Instant> time) {}

    /// Every group of consumers.
    List<GroupState> describe();

    /// Partitions that do not exist are left out.
    Map<LogPartition, Bounds> bounds(Collection<LogPartition> partitions);

    /// Looks into the partitions, so ask for few. What could not be found out within a second or
    /// two is left out.
    ///
    /// @param offsets within the bounds of their partitions
    Map<LogPartition, NextRecord> nextRecords(Map<LogPartition, Long> offsets);

    @Override
    void close();
}
