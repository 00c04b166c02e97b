package dev.agentbus.log;

import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads records, in order per partition. Owned by one thread; only [#wakeup()] may be called from
/// another.
public interface LogReader extends AutoCloseable {
    /// Well below what brokers take by default (4,096).
    int MAX_NOTE_BYTES = 2_000;

    /// Joins the reader's group and shares its partitions; `listener` is called within [#poll].
    void subscribe(Collection<TopicName> topics, AssignmentListener listener);

    /// Reads just these partitions, without a group.
    void assign(Collection<LogPartition> partitions);

    /// The partitions read now.
    Set<LogPartition> assignment();

    /// Up to the reader's number of records, in order per partition; empty after `limit`, or at
    /// once after [#wakeup()]. Keeps the membership alive, also while everything is paused.
    ///
    /// @throws dev.agentbus.events.TransientFailure when the log can't be reached; the reader stays
    ///     usable
    List<LogRecord> poll(Duration limit);

    void seek(LogPartition partition, long offset);

    void pause(Collection<LogPartition> partitions);

    void resume(Collection<LogPartition> partitions);

    /// Tells the group's coordinator, for lag tools, that everything before these offsets is done.
    /// Best effort: a failure is logged, not thrown.
    default void commit(Map<LogPartition, Long> nextOffsets) {
        commit(nextOffsets, Map.of());
    }

    /// The same with a note per partition, kept beside the position until the next commit, for
    /// whoever asks the log about this group.
    ///
    /// @param notes at most [#MAX_NOTE_BYTES] each, in UTF-8; none where absent
    void commit(Map<LogPartition, Long> nextOffsets, Map<LogPartition, String> notes);

    /// The group's committed positions, as far as there are any.
    Map<LogPartition, Long> committed(Set<LogPartition> partitions);

    Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions);

    /// One past the last record.
    Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions);

    /// The first offset whose record is at or after `time`; the end where there is none.
    Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time);

    /// All partitions of the topics that exist.
    List<LogPartition> partitionsOf(Collection<TopicName> topics);

    /// Makes a running or the next [#poll] return at once. Any thread.
    void wakeup();

    /// Leaves the group within `limit`.
    void close(Duration limit);

    @Override
    default void close() {
        close(Duration.ofSeconds(5));
    }
}
