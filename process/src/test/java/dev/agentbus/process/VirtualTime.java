package dev.agentbus.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;

/// Time that passes when it is told to, and dice with a seed.
final class VirtualTime {
    private static final Instant START = Instant.parse("2026-11-21T06:00:00Z");

    private final Random random;
    private long nanos;

    VirtualTime(long seed) {
        this.random = new Random(seed);
    }

    long nanos() {
        return nanos;
    }

    void advance(Duration duration) {
        nanos += duration.toNanos();
    }

    Random random() {
        return random;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return START.plusNanos(nanos);
            }
        };
    }

    WorkerTime asWorkerTime() {
        return new WorkerTime(this::nanos, clock(), random);
    }
}
