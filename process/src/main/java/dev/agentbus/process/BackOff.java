package dev.agentbus.process;

import java.util.random.RandomGenerator;

/// When a destination that failed is tried again. Times are readings of one monotonic clock, in
/// nanoseconds.
final class BackOff {
    private final RetryDelays delays;
    private final RandomGenerator random;
    private int failures;
    private long nextTry;

    BackOff(RetryDelays delays, RandomGenerator random) {
        this.delays = delays;
        this.random = random;
    }

    void failed(long now) {
        int doublings = Math.min(failures, 30);
        long first = delays.first().toNanos();
        long max = delays.max().toNanos();
        long delay = first > max >> doublings ? max : first << doublings;
        failures++;
        nextTry = now + delay - random.nextLong(delay / 2 + 1);
    }

    void succeeded() {
        failures = 0;
    }

    int failures() {
        return failures;
    }

    boolean mayTry(long now) {
        return nanosUntilTry(now) == 0;
    }

    long nanosUntilTry(long now) {
        return failures == 0 ? 0 : Math.max(0, nextTry - now);
    }
}
