package dev.agentbus.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// How often this process was asked for recommendations, by hour, since its start. Safe for any thread.
final class RecommendationCounts {
    private static final Duration KEPT = Duration.ofDays(31);

    private final Clock clock;
    private final TreeMap<Instant, Count> hours = new TreeMap<>();

    /// @param start of a time
    /// @param patterns in all answers together
    /// @param millis that all answers took together
    record Count(Instant start, long answers, long patterns, double millis) {
        Count plus(Count other) {
            return new Count(start, answers + other.answers, patterns + other.patterns, millis + other.millis);
        }

        double patternsPerAnswer() {
            return (double) patterns / answers;
        }

        double millisPerAnswer() {
            return millis / answers;
        }
    }

    RecommendationCounts(Clock clock) {
        this.clock = clock;
    }

    synchronized void answered(int patterns, double millis) {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        hours.merge(hour, new Count(hour, 1, patterns, millis), Count::plus);
        hours.headMap(hour.minus(KEPT)).clear();
    }

    /// Those times in which it was asked, the earliest first.
    ///
    /// @param unit hours or days
    synchronized List<Count> last(Duration window, ChronoUnit unit) {
        TreeMap<Instant, Count> counts = new TreeMap<>();
        for (Count hour : hours.tailMap(clock.instant().minus(window)).values()) {
            Instant start = hour.start().truncatedTo(unit);
            counts.merge(start, new Count(start, hour.answers(), hour.patterns(), hour.millis()), Count::plus);
        }
        return new ArrayList<>(counts.values());
    }
}
