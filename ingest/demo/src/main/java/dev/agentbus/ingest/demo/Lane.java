package dev.agentbus.ingest.demo;

import dev.agentbus.ingest.demo.Entrance.Dispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A bounded queue and the thread that works it off in order, many at once where many wait.
final class Lane {
    /// What is done with a batch; interrupted when the time is over.
    interface Work {
        void carry(List<Dispatch> batch) throws InterruptedException;
    }

    private static final int CAPACITY = 2_000;
    private static final long NAP_MILLIS = 50;

    private final BlockingQueue<Dispatch> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final int most;
    private final Work work;
    private final Thread thread;
    private volatile boolean closing;

    /// @param most events per batch
    Lane(String name, int most, Work work) {
        this.most = most;
        this.work = work;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    Lane started() {
        thread.start();
        return this;
    }

    /// @return false when it was told to stop before there was room
    boolean put(Dispatch dispatch, BooleanSupplier stopping) {
        try {
            while (!stopping.getAsBoolean()) {
                if (queue.offer(dispatch, NAP_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /// Works off what waits, until the deadline.
    void close(long deadlineNanos) {
        closing = true;
        try {
            if (!thread.join(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())))) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Dispatch> batch = new ArrayList<>();
        try {
            while (true) {
                Dispatch first = queue.poll(NAP_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, most - 1);
                    work.carry(List.copyOf(batch));
                    batch.clear();
                } else if (closing) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
