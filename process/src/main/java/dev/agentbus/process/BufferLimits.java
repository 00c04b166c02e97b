package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;

/// How much a worker holds in memory before it stops fetching. One more poll may go over it.
///
/// @param events events at most
/// @param bytes bytes of their record values at most
public record BufferLimits(int events, long bytes) {
    /// Some tens of batches: enough that a store never waits for the log.
    public static final BufferLimits DEFAULT = new BufferLimits(5_000, 32 << 20);

    public BufferLimits {
        if (events < 1) {
            throw new Misconfigured("worker.buffer.events must be at least 1, got: " + events);
        }
        if (bytes < 1) {
            throw new Misconfigured("worker.buffer.bytes must be at least 1, got: " + bytes);
        }
    }
}
