package dev.agentbus.ingest.demo;

import java.util.function.BooleanSupplier;

/// One door, as the demo goes through it. One thread sends.
interface Entrance {
    /// An event on its way, at its time.
    record Dispatch(FleetEvent event, Moment moment) {}

    /// Hands the event over, in order per author; waits while too many are on their way.
    ///
    /// @param stopping asked while it waits
    /// @return false when it was told to stop before the event was handed over
    boolean send(Dispatch dispatch, BooleanSupplier stopping);

    /// Waits until what was sent is acknowledged, or the time is over.
    ///
    /// @param deadlineNanos of [System#nanoTime()]
    void close(long deadlineNanos);
}
