package dev.agentbus.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A real engine in its own process: it dies alone, keeps its data, and comes back on the same
/// address.
///
/// `start`, `stop` and the three faults may be called from any thread, one at a time per engine.
public sealed interface Engine permits KafkaEngine, PostgresEngine, RedisEngine {
    /// `kafka`, `postgres` or `redis`: the name of its folder, log file and line in the status.
    String name();

    /// Starts the process and returns when it answers; does nothing if it runs.
    ///
    /// @throws dev.agentbus.events.Misconfigured if a port is taken, the folder cannot be written
    ///     or this platform has no binaries
    /// @throws dev.agentbus.events.TransientFailure if the process ended or did not answer in time
    void start();

    /// Asks the engine over its own protocol whether it serves; returns if so.
    ///
    /// @throws dev.agentbus.events.TransientFailure if it does not answer within `timeout`
    void check(Duration timeout);

    /// Ends the process in order and returns when it is gone; after the grace time it is killed.
    void stop();

    boolean isRunning();

    /// @throws dev.agentbus.events.TransientFailure if it does not run
    long pid();

    /// Resident memory of the process and its children, memory they share counted once; 0 if it
    /// does not run.
    long rssBytes();

    /// Completes when the process that runs now is gone, however it went.
    CompletableFuture<ProcessHandle> exit();

    /// Fault for tests: SIGKILL, with its children. Returns when the process is gone.
    void kill();

    /// Fault for tests: SIGSTOP. It keeps its connections and answers nothing.
    void freeze();

    /// Ends `freeze`.
    void thaw();
}
