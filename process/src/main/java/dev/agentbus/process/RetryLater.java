package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;
import java.time.Duration;

/// A failure that knows when to try again, e.g. from a `Retry-After` header.
public final class RetryLater extends TransientFailure {
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    public RetryLater(String message, Duration delay) {
        super(message);
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
