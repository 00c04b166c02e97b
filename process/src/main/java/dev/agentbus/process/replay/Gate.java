package dev.agentbus.process.replay;

import dev.agentbus.process.RateLimit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets a replay go on, or keeps it waiting: paused by a person, too fast, or told to end. Safe for
/// any thread.
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final RateLimit rate;
    private boolean paused;
    private boolean ended;
    private long pausedNanos;
    private long pausedSince;

    Gate(int eventsPerSecond) {
        this.rate = new RateLimit(eventsPerSecond, System.nanoTime());
    }

    /// Waits until more may be read.
    ///
    /// @return false after `limit`, or when it is to end
    boolean await(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (!ended) {
                long now = System.nanoTime();
                long until = paused ? Long.MAX_VALUE : rate.nanosUntilMore(now);
                if (until <= 0) {
                    return true;
                }
                if (deadline - now <= 0) {
                    return false;
                }
                long _ = changed.awaitNanos(Math.min(until, deadline - now));
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for `limit`, or until it is to end.
    void rest(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (!ended && deadline - System.nanoTime() > 0) {
                boolean _ = changed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    void spent(int events) {
        lock.lock();
        try {
            rate.spent(events, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    void pause() {
        change(() -> {
            if (!paused) {
                paused = true;
                pausedSince = System.nanoTime();
            }
        });
    }

    void resume() {
        change(() -> {
            if (paused) {
                paused = false;
                pausedNanos += System.nanoTime() - pausedSince;
            }
        });
    }

    /// For good.
    void end() {
        change(() -> ended = true);
    }

    boolean paused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /// How long it was paused in all.
    long pausedNanos() {
        lock.lock();
        try {
            return pausedNanos + (paused ? System.nanoTime() - pausedSince : 0);
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
