package dev.agentbus.process.patterns;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// How patterns are looked for.
///
/// @param traces how many traces the sample holds at most: the newest by event time
/// @param minSupport traces that a pattern needs at least; in large samples one in 250 of them
/// @param interval the least time from one search to the next
public record PatternSettings(int traces, int minSupport, Duration interval) {
    /// With the usual 30 steps each, 30 MB; long ones are fewer, as [TraceBook] bounds the steps of all.
    public static final int DEFAULT_TRACES = 4_000;

    public static final PatternSettings DEFAULT = new PatternSettings(DEFAULT_TRACES, 5, Duration.ofSeconds(10));

    /// Steps kept of one trace, the first ones.
    static final int MAX_STEPS = 100;
    /// Shorter sequences say nothing.
    static final int MIN_LENGTH = 3;
    /// Traces in which the same failure has to happen.
    static final int REPEATED_FAILURES = 3;

    private static final int SHARE = 250;

    public PatternSettings {
        if (traces < 10) {
            throw new Misconfigured("patterns.traces must be at least 10, got: " + traces);
        }
        if (minSupport < 2) {
            throw new Misconfigured("patterns.min-support must be at least 2, got: " + minSupport);
        }
        if (interval.isNegative() || interval.isZero()) {
            throw new Misconfigured("patterns.interval-seconds must be at least 1, got: " + interval.toSeconds());
        }
    }

    int supportIn(int sampled) {
        return Math.max(minSupport, (sampled + SHARE - 1) / SHARE);
    }
}
