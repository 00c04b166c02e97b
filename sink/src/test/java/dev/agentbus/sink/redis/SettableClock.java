package dev.agentbus.sink.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Time as the test says.
public final class SettableClock extends Clock {
    private volatile Instant now;

    SettableClock() {
        this(Instant.parse("2026-11-20T12:00:00Z"));
    }

    public SettableClock(Instant now) {
        this.now = now;
    }

    /// One thread.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
