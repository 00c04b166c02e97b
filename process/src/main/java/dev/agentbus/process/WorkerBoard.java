package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the worker's thread shows to others, and what others ask of it. Safe for any thread.
final class WorkerBoard {
    private final String group;
    private final WorkerCounters counters;
    private volatile Set<TopicName> pausedByOperator = Set.of();
    private volatile WorkerStatus.State state = WorkerStatus.State.NEW;
    private volatile List<PartitionStatus> partitions = List.of();
    private volatile int buffered;
    private volatile Optional<WorkerStatus.LastError> lastError = Optional.empty();

    WorkerBoard(String group, Collection<TopicName> topics, WorkerCounters counters, MeterRegistry meters) {
        this.group = group;
        this.counters = counters;
        for (TopicName topic : topics) {
            Gauge.builder("agentbus_worker_lag_events", this, board -> board.lag(topic))
                    .tag("group", group)
                    .tag("topic", topic.value())
                    .strongReference(true)
                    .register(meters);
        }
        for (PauseReason reason : PauseReason.values()) {
            Gauge.builder("agentbus_worker_paused_partitions", this, board -> board.paused(reason))
                    .tag("group", group)
                    .tag("reason", reason.text())
                    .strongReference(true)
                    .register(meters);
        }
    }

    private double lag(TopicName topic) {
        return partitions.stream()
                .filter(status -> status.partition().topic().equals(topic))
                .mapToLong(status -> status.lag().orElse(0))
                .sum();
    }

    private double paused(PauseReason reason) {
        return partitions.stream()
                .filter(status -> status.pauses().contains(reason))
                .count();
    }

    void state(WorkerStatus.State now) {
        state = now;
    }

    WorkerStatus.State state() {
        return state;
    }

    void show(List<PartitionStatus> now, int bufferedNow) {
        partitions = now;
        buffered = bufferedNow;
    }

    void failed(String message, Instant time) {
        lastError = Optional.of(new WorkerStatus.LastError(message, time));
        counters.failed();
    }

    Optional<WorkerStatus.LastError> lastError() {
        return lastError;
    }

    synchronized void operatorPause(TopicName topic, boolean paused) {
        Set<TopicName> now = new HashSet<>(pausedByOperator);
        boolean _ = paused ? now.add(topic) : now.remove(topic);
        pausedByOperator = Set.copyOf(now);
    }

    Set<TopicName> pausedByOperator() {
        return pausedByOperator;
    }

    WorkerStatus status() {
        return new WorkerStatus(group, state, partitions, counters.counts(), buffered, lastError);
    }
}
