package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A worker at one moment.
///
/// @param partitions those it owns
/// @param topics what it has done, by topic
/// @param buffered records in memory
/// @param lastError the last failure's message and time; stays after recovery
public record WorkerStatus(
        String group,
        State state,
        List<PartitionStatus> partitions,
        Map<TopicName, TopicCounts> topics,
        int buffered,
        Optional<LastError> lastError) {
    /// What a worker is about.
    public enum State {
        NEW,
        /// Joining its group, for the first time or again.
        JOINING,
        RUNNING,
        /// The destination is down: paused, trying again, nothing acknowledged.
        WAITING,
        STOPPED,
        /// Gave up; the last error says what a person has to do.
        FAILED
    }

    /// A failure's message and when it happened.
    public record LastError(String message, Instant time) {}

    public WorkerStatus {
        partitions = List.copyOf(partitions);
        topics = Map.copyOf(topics);
    }

    /// Over all topics.
    public TopicCounts total() {
        return topics.values().stream().reduce(TopicCounts.ZERO, TopicCounts::plus);
    }

    /// Records in the log that are not stored, over all partitions whose end is known.
    public long lag() {
        return partitions.stream().mapToLong(p -> p.lag().orElse(0)).sum();
    }
}
