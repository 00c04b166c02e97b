package dev.agentbus.process;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One thread beside the worker's, for the calls that may block for long, so that the worker goes
/// on polling. One task at a time; what a task returns is run on the worker's thread by
/// [#settle()].
///
/// A platform thread, like the worker's own: encoding rows keeps a core busy, and virtual threads
/// of the same process should not have to wait for that.
final class Lane implements AutoCloseable {
    private final ExecutorService thread;
    private @Nullable Future<Runnable> task;

    Lane(String name) {
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    boolean busy() {
        return task != null;
    }

    void submit(Callable<Runnable> work) {
        if (busy()) {
            throw new IllegalStateException("Cannot start task: the lane is busy");
        }
        task = thread.submit(work);
    }

    /// Waits up to `limit` for the running task, and leaves its result to [#settle()].
    ///
    /// @return whether nothing runs any more
    boolean await(Duration limit) {
        Future<Runnable> running = task;
        if (running == null) {
            return true;
        }
        try {
            running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _stillRunning) {
            return false;
        } catch (ExecutionException _failed) {
            return true;
        } catch (InterruptedException _stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Runs what the finished task has returned, if there is one.
    ///
    /// @throws IllegalStateException when the task failed in a way it did not foresee
    void settle() {
        Future<Runnable> done = task;
        if (done == null || !done.isDone()) {
            return;
        }
        task = null;
        try {
            done.get().run();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot go on: a task of the worker failed, got: " + e.getCause(), e);
        } catch (InterruptedException _stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Forgets the running task: it may end, but what it returns is not run.
    void abandon() {
        task = null;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
