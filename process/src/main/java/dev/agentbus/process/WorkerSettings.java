package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// How a worker works.
///
/// @param group its consumer group
/// @param drainLimit how long a stop waits for what is in memory to be stored; the rest is read
///     again after a start
public record WorkerSettings(
        String group, BatchLimits batch, BufferLimits buffer, RetryDelays retry, Duration drainLimit) {
    public static final Duration DEFAULT_DRAIN_LIMIT = Duration.ofSeconds(10);
    public static final WorkerSettings DEFAULT = ofGroup("db-writer-group");

    public WorkerSettings {
        if (group.isBlank()) {
            throw new Misconfigured("worker.group must not be blank, got: '" + group + "'");
        }
        if (drainLimit.isNegative()) {
            throw new Misconfigured("worker.drain-limit must not be negative, got: " + drainLimit);
        }
        if (buffer.events() < batch.events()) {
            throw new Misconfigured("worker.buffer.events must be at least worker.batch.events (%d), got: %d"
                    .formatted(batch.events(), buffer.events()));
        }
    }

    public static WorkerSettings ofGroup(String group) {
        return new WorkerSettings(
                group, BatchLimits.DEFAULT, BufferLimits.DEFAULT, RetryDelays.DEFAULT, DEFAULT_DRAIN_LIMIT);
    }

    public WorkerSettings withBatch(BatchLimits limits) {
        return new WorkerSettings(group, limits, buffer, retry, drainLimit);
    }

    public WorkerSettings withBuffer(BufferLimits limits) {
        return new WorkerSettings(group, batch, limits, retry, drainLimit);
    }

    public WorkerSettings withRetry(RetryDelays delays) {
        return new WorkerSettings(group, batch, buffer, delays, drainLimit);
    }
}
