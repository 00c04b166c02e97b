package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// How long to wait for a destination that is down: delays double from `first` up to `max`, each
/// shortened by up to half at random so that many workers don't come back at once. There is no last
/// attempt.
public record RetryDelays(Duration first, Duration max) {
    /// An outage's end is seen within two seconds.
    public static final RetryDelays DEFAULT = new RetryDelays(Duration.ofMillis(200), Duration.ofSeconds(2));

    public RetryDelays {
        if (first.isNegative() || first.isZero()) {
            throw new Misconfigured("worker.retry.first-delay must be positive, got: " + first);
        }
        if (max.compareTo(first) < 0) {
            throw new Misconfigured("worker.retry.max-delay must be at least worker.retry.first-delay (%s), got: %s"
                    .formatted(first, max));
        }
    }
}
