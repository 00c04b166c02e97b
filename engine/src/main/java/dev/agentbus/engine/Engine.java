package dev.agentbus.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A real engine in its own process: it dies alone, keeps its data, and comes back on the same
/// address.
///
/// `start`, `stop` and the three faults may be called from any thread, one at a time per engine.
public abstract sealed class Engine permits KafkaEngine, PostgresEngine, RedisEngine {
    final ChildProcess child;
    private final String name;

    /// @param stopSignal the signal that ends this engine in order, like `TERM`
    Engine(String name, EngineFolder folder, String stopSignal) {
        this.name = name;
        this.child = new ChildProcess(name, folder, stopSignal);
    }

    /// `kafka`, `postgres` or `redis`: the name of its folder, log file and line in the status.
    public final String name() {
        return name;
    }

    /// Starts the process and returns when it answers; does nothing if it runs.
    ///
    /// @throws dev.agentbus.events.Misconfigured if a port is taken, the folder cannot be written
    ///     or this platform has no binaries
    /// @throws dev.agentbus.events.TransientFailure if the process ended or did not answer in time
    public abstract void start();

    /// Asks the engine over its own protocol whether it serves; returns if so.
    ///
    /// @throws dev.agentbus.events.TransientFailure if it does not answer within `timeout`
    public abstract void check(Duration timeout);

    /// Ends the process in order and returns when it is gone; after the grace time it is killed.
    public final synchronized void stop() {
        child.stop();
    }

    /// What the engine calls its version, like `18.6`; empty before it ran.
    public abstract Optional<String> version();

    public final boolean isRunning() {
        return child.isRunning();
    }

    /// @throws dev.agentbus.events.TransientFailure if it does not run
    public final long pid() {
        return child.handle().pid();
    }

    /// Resident memory of the process and its children, memory they share counted once; 0 if it
    /// does not run.
    public final long rssBytes() {
        return child.rssBytes();
    }

    /// Completes when the process that runs now is gone, however it went.
    public final CompletableFuture<ProcessHandle> exit() {
        return child.exit();
    }

    /// Fault for tests: SIGKILL, with its children. Returns when the process is gone.
    public final void kill() {
        child.kill();
    }

    /// Fault for tests: SIGSTOP. It keeps its connections and answers nothing.
    public final void freeze() {
        child.freeze();
    }

    /// Ends `freeze`.
    public final void thaw() {
        child.thaw();
    }
}
