package dev.agentbus.process;

import dev.agentbus.log.AssignmentListener;
import java.util.function.BooleanSupplier;

/// One membership in the group, from joining to leaving. Runs on the worker's thread, which owns the
/// reader.
sealed interface Session extends AssignmentListener permits SinkSession, HandlerSession {
    /// Returns when asked to stop, after draining; or when it has to join again, having dropped
    /// everything.
    default void run(BooleanSupplier stopped) {
        join();
        try {
            while (!stopped.getAsBoolean() && !over()) {
                step();
            }
            if (!over()) {
                drain();
            }
        } finally {
            abandon();
        }
    }

    void join();

    /// Looks at what has ended, starts what may be started, reads on.
    void step();

    /// Whether it has to join again.
    boolean over();

    /// Brings what is in memory to an end, as far as the drain limit allows, and commits.
    void drain();

    /// Forgets what still runs.
    void abandon();
}
