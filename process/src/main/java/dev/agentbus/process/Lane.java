package dev.agentbus.process;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Runs the calls that may block for long beside the worker's thread, so that the worker goes on
/// polling. What a task returns is run on the worker's thread by [#settle()]. Owned by the worker's
/// thread.
interface Lane extends AutoCloseable {
    /// Tasks that were submitted and are not settled.
    int running();

    /// Whether no further task may be submitted now.
    boolean busy();

    void submit(Callable<Runnable> work);

    /// Waits up to `limit` until a task has ended, and leaves its result to [#settle()].
    ///
    /// @return whether one has ended, or nothing runs
    boolean await(Duration limit);

    /// Runs what the ended tasks have returned, if there are any.
    ///
    /// @throws IllegalStateException when a task failed in a way it did not foresee
    void settle();

    /// Forgets the running tasks: they may end, but what they return is not run.
    void abandon();

    @Override
    void close();
}
