package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/// When an event that a handler failed at is tried again: delays grow from `firstDelay` by `factor` up
/// to `maxDelay`, each shortened by up to `jitter` of itself at random.
///
/// @param maxAttempts attempts in all, the first one included; 1 means no retry
/// @param firstDelay delay before the second attempt
/// @param factor each delay's ratio to the one before, at least 1
/// @param maxDelay upper bound of any delay, also of one that the destination asks for
/// @param jitter 0 to 1
/// @param nonRetryable failures of these classes, or below them, are dead letters at once
public record RetryPolicy(
        int maxAttempts,
        Duration firstDelay,
        double factor,
        Duration maxDelay,
        double jitter,
        Set<Class<? extends Exception>> nonRetryable) {
    /// Eight attempts over about two minutes.
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(8, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.5, Set.of(PermanentFailure.class));

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new Misconfigured("retry.max-attempts must be at least 1, got: " + maxAttempts);
        }
        if (firstDelay.isNegative() || firstDelay.compareTo(maxDelay) > 0) {
            throw new Misconfigured("retry.first-delay must lie between 0 and retry.max-delay (%s), got: %s"
                    .formatted(maxDelay, firstDelay));
        }
        if (!(factor >= 1)) {
            throw new Misconfigured("retry.factor must be at least 1, got: " + factor);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new Misconfigured("retry.jitter must lie between 0 and 1, got: " + jitter);
        }
        nonRetryable = Set.copyOf(nonRetryable);
    }

    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, firstDelay, factor, maxDelay, jitter, nonRetryable);
    }

    public RetryPolicy withDelays(Duration first, Duration max) {
        return new RetryPolicy(maxAttempts, first, factor, max, jitter, nonRetryable);
    }

    boolean allowsAnotherAfter(int attempts) {
        return attempts < maxAttempts;
    }

    boolean retries(Exception failure) {
        return nonRetryable.stream().noneMatch(type -> type.isInstance(failure));
    }

    /// @param attempts those that have failed, at least 1
    Duration delayAfter(int attempts, RandomGenerator random) {
        double whole = Math.min(
                (double) maxDelay.toNanos(), firstDelay.toNanos() * Math.pow(factor, Math.min(attempts - 1, 1_000)));
        return Duration.ofNanos((long) (whole * (1 - jitter * random.nextDouble())));
    }

    /// What the destination asks for, e.g. by `Retry-After`; never sooner, and never later than
    /// `maxDelay`.
    Duration bounded(Duration asked) {
        return asked.compareTo(maxDelay) > 0 ? maxDelay : asked.isNegative() ? Duration.ZERO : asked;
    }
}
