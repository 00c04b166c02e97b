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
    /// Bytes of a note beside a position, in UTF-8; brokers take 4,096 by default.
    int MAX_NOTE_BYTES = 4_000;

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

    /// The offset from which the next poll goes on: behind what was polled, and behind what is no record.
    long position(LogPartition partition);

    void seek(LogPartition partition, long offset);

    void pause(Collection<LogPartition> partitions);

    void resume(Collection<LogPartition> partitions);

    /// Tells the group's coordinator that everything before these positions is done.
    /// Best effort: a failure is logged, not thrown.
    void commit(Map<LogPartition, CommittedPosition> positions);

    /// The group's committed positions, as far as there are any.
    Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions);

    Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions);

    /// One past the last record.
    Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions);

    /// The first offset whose record is at or after `time`; the end where there is none.
    Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time);

    /// All partitions of the topics that exist.
    List<LogPartition> partitionsOf(Collection<TopicName> topics);

    /// How many records wait beyond those polled, by partition, as far as the log's last answers
    /// tell; a partition of which nothing is known yet is left out. Asks nobody.
    Map<LogPartition, Long> lag();

    /// How long the log has not answered; of several brokers, the one that has been silent longest.
    /// Asks nobody, and grows while nobody polls.
    Duration silence();

    /// Makes a running or the next [#poll] return at once. Any thread.
    void wakeup();

    /// Leaves the group within `limit`.
    void close(Duration limit);

    @Override
    default void close() {
        close(Duration.ofSeconds(5));
    }
}
