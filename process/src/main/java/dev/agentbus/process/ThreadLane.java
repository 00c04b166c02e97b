package dev.agentbus.process;

import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

/// A lane on threads.
final class ThreadLane implements Lane {
    private final ExecutorService threads;
    private final int slots;
    private BlockingDeque<Runnable> ended = new LinkedBlockingDeque<>();
    private int running;

    private ThreadLane(ExecutorService threads, int slots) {
        this.threads = threads;
        this.slots = slots;
    }

    /// One task at a time, on a platform thread: encoding rows keeps a core busy, and virtual
    /// threads of the same process should not have to wait for that.
    static ThreadLane single(String name) {
        return new ThreadLane(
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name).factory()),
                1);
    }

    /// So many tasks at a time, each on a virtual thread: they wait for the network.
    static ThreadLane virtual(String name, int slots) {
        return new ThreadLane(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name(name + "-", 0).factory()),
                slots);
    }

    @Override
    public int running() {
        return running;
    }

    @Override
    public boolean busy() {
        return running >= slots;
    }

    @Override
    public void submit(Callable<Runnable> work) {
        if (busy()) {
            throw new IllegalStateException("Cannot start task: the lane is busy, got: " + running + " tasks");
        }
        running++;
        BlockingDeque<Runnable> target = ended;
        threads.execute(() -> target.addLast(resultOf(work)));
    }

    private static Runnable resultOf(Callable<Runnable> work) {
        try {
            return work.call();
        } catch (Exception | Error e) {
            return () -> {
                throw new IllegalStateException("Cannot go on: a task of the worker failed, got: " + e, e);
            };
        }
    }

    @Override
    public boolean await(Duration limit) {
        if (running == 0) {
            return true;
        }
        try {
            Runnable first = ended.pollFirst(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (first == null) {
                return false;
            }
            ended.addFirst(first);
            return true;
        } catch (InterruptedException _stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void settle() {
        for (Runnable result = ended.pollFirst(); result != null; result = ended.pollFirst()) {
            running--;
            result.run();
        }
    }

    @Override
    public void abandon() {
        running = 0;
        ended = new LinkedBlockingDeque<>();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
