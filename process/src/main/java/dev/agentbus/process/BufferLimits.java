package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;

/// How much a worker holds in memory before it stops fetching. One more poll may go over it.
///
/// @param events events at most
/// @param bytes bytes of their record values at most
public record BufferLimits(int events, long bytes) {
    /// Enough that a store never waits for the log. Events need some three times their bytes once they are
    /// decoded, and all workers of a process may be full at the same time.
    public static final BufferLimits DEFAULT = new BufferLimits(5_000, 8 << 20);

    public BufferLimits {
        if (events < 1) {
            throw new Misconfigured("worker.buffer.events must be at least 1, got: " + events);
        }
        if (bytes < 1) {
            throw new Misconfigured("worker.buffer.bytes must be at least 1, got: " + bytes);
        }
    }
}
