package dev.agentbus.sink.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// So many messages per minute: a bucket that fills evenly. Safe for any thread.
final class Pace {
    private static final double SECONDS = 60;

    private final int perMinute;
    private final Clock clock;
    private double tokens;
    private Instant filledAt;

    Pace(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
        this.tokens = perMinute;
        this.filledAt = clock.instant();
    }

    /// Takes one if there is one.
    ///
    /// @return how long until there is one; zero when it was taken
    synchronized Duration take() {
        Instant now = clock.instant();
        double perSecond = perMinute / SECONDS;
        tokens = Math.min(perMinute, tokens + Duration.between(filledAt, now).toMillis() / 1_000.0 * perSecond);
        filledAt = now;
        if (tokens >= 1) {
            tokens--;
            return Duration.ZERO;
        }
        return Duration.ofMillis((long) Math.ceil((1 - tokens) / perSecond * 1_000));
    }
}
