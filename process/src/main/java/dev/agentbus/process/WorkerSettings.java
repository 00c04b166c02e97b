package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How a worker works.
///
/// @param group its consumer group
/// @param retry how long to wait for a destination that is down
/// @param drainLimit how long a stop waits for what is in memory to be stored; the rest is read
///     again after a start
/// @param eventsPerSecond fetched per second at most; 0 for no limit
/// @param marks folder of the file that tells which record was in hand when the process died; empty
///     to go without that guard
public record WorkerSettings(
        String group,
        BatchLimits batch,
        BufferLimits buffer,
        RetryDelays retry,
        Duration drainLimit,
        int eventsPerSecond,
        Optional<Path> marks) {
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
        if (eventsPerSecond < 0) {
            throw new Misconfigured("worker.events-per-second must not be negative, got: " + eventsPerSecond);
        }
    }

    public static WorkerSettings ofGroup(String group) {
        return new WorkerSettings(
                group,
                BatchLimits.DEFAULT,
                BufferLimits.DEFAULT,
                RetryDelays.DEFAULT,
                DEFAULT_DRAIN_LIMIT,
                0,
                Optional.empty());
    }

    public WorkerSettings withBatch(BatchLimits limits) {
        return new WorkerSettings(group, limits, buffer, retry, drainLimit, eventsPerSecond, marks);
    }

    public WorkerSettings withBuffer(BufferLimits limits) {
        return new WorkerSettings(group, batch, limits, retry, drainLimit, eventsPerSecond, marks);
    }

    public WorkerSettings withRetry(RetryDelays delays) {
        return new WorkerSettings(group, batch, buffer, delays, drainLimit, eventsPerSecond, marks);
    }

    public WorkerSettings withEventsPerSecond(int limit) {
        return new WorkerSettings(group, batch, buffer, retry, drainLimit, limit, marks);
    }

    public WorkerSettings withMarks(Path folder) {
        return new WorkerSettings(group, batch, buffer, retry, drainLimit, eventsPerSecond, Optional.of(folder));
    }
}
