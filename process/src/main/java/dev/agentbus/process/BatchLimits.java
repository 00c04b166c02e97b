package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// When a batch is full, whichever comes first.
///
/// @param events events at most
/// @param bytes bytes of their record values at most; a single larger event is a batch of its own
/// @param delay how long the first event waits for others
public record BatchLimits(int events, long bytes, Duration delay) {
    public static final BatchLimits DEFAULT = new BatchLimits(100, 4 << 20, Duration.ofMillis(500));

    public BatchLimits {
        if (events < 1) {
            throw new Misconfigured("worker.batch.events must be at least 1, got: " + events);
        }
        if (bytes < 1) {
            throw new Misconfigured("worker.batch.bytes must be at least 1, got: " + bytes);
        }
        if (delay.isNegative()) {
            throw new Misconfigured("worker.batch.delay must not be negative, got: " + delay);
        }
    }
}
