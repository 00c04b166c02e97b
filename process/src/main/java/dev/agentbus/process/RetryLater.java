package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;
import java.time.Duration;

/// A failure that knows when to try again, e.g. from a `Retry-After` header.
public final class RetryLater extends TransientFailure {
    private static final long serialVersionUID = 1L;

    private final Duration delay;
    private final boolean attempted;

    public RetryLater(String message, Duration delay) {
        this(message, delay, true);
    }

    private RetryLater(String message, Duration delay, boolean attempted) {
        super(message);
        this.delay = delay;
        this.attempted = attempted;
    }

    /// The handler did not even try, e.g. because somebody else is at it: nothing that counts against
    /// the event.
    public static RetryLater unattempted(String message, Duration delay) {
        return new RetryLater(message, delay, false);
    }

    boolean attempted() {
        return attempted;
    }

    public Duration delay() {
        return delay;
    }
}
