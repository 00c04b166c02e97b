package dev.agentbus.process.groups;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/// Looks at a partition, written as a story: each call is the next look.
final class Looks {
    static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private Instant time = START;
    private Look.Source source = Look.Source.LOG;
    private Window window;

    private Looks(long position, long end) {
        this.window = Window.of(look(position, end));
    }

    /// The first look.
    static Looks at(long position, long end) {
        return new Looks(position, end);
    }

    Looks then(long position, long end) {
        return after(Window.INTERVAL, position, end);
    }

    Looks after(Duration gap, long position, long end) {
        time = time.plus(gap);
        window = window.with(look(position, end));
        return this;
    }

    /// The same again, `times` times.
    Looks again(int times) {
        Look last = window.newest();
        for (int i = 0; i < times; i++) {
            then(last.position().orElseThrow(), last.end());
        }
        return this;
    }

    /// `times` looks, each so much further.
    Looks each(int times, long done, long arriving) {
        for (int i = 0; i < times; i++) {
            Look last = window.newest();
            then(last.position().orElseThrow() + done, last.end() + arriving);
        }
        return this;
    }

    Looks from(Look.Source other) {
        source = other;
        return this;
    }

    Window window() {
        return window;
    }

    Verdict verdict() {
        return window.verdict(true, Hindrance.NONE);
    }

    private Look look(long position, long end) {
        return new Look(time, source, OptionalLong.of(position), end, Math.max(0, end - position));
    }
}
