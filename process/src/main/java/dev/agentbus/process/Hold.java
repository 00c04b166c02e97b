package dev.agentbus.process;

import java.time.Duration;

/// How long a handler may act, and whether somebody began before it and never said how that ended.
///
/// @param abandoned attempts that were begun and left without an answer: each may have had its effect
/// @param untilNanos by [System#nanoTime()]; afterwards another worker may act on the same event
public record Hold(int abandoned, long untilNanos) {
    /// Nobody else is kept from acting, and nothing is known of earlier attempts.
    public static final Hold NONE = new Hold(0, System.nanoTime() + Long.MAX_VALUE / 2);

    /// Whether the effect may have happened already.
    public boolean inDoubt() {
        return abandoned > 0;
    }

    /// Not positive once it has run out.
    public Duration left() {
        return Duration.ofNanos(untilNanos - System.nanoTime());
    }
}
