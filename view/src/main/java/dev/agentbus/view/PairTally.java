package dev.agentbus.view;

/// What is counted about one group of transformations or queries: how many, how sure, how long, how
/// many went well. Immutable.
record PairTally(
        int count,
        int confidences,
        double confidenceSum,
        int durations,
        long durationSum,
        int successes,
        int failures) {
    static final PairTally NONE = new PairTally(0, 0, 0, 0, 0, 0, 0);

    PairTally plus(ViewEvent event) {
        boolean sure = !Double.isNaN(event.number());
        boolean timed = event.durationMillis() >= 0;
        return new PairTally(
                count + 1,
                confidences + (sure ? 1 : 0),
                confidenceSum + (sure ? event.number() : 0),
                durations + (timed ? 1 : 0),
                durationSum + (timed ? event.durationMillis() : 0),
                successes + (event.outcome() == ViewEvent.Outcome.SUCCESS ? 1 : 0),
                failures + (event.outcome() == ViewEvent.Outcome.FAILURE ? 1 : 0));
    }

    PairTally plus(PairTally other, int sign) {
        return new PairTally(
                count + sign * other.count,
                confidences + sign * other.confidences,
                confidenceSum + sign * other.confidenceSum,
                durations + sign * other.durations,
                durationSum + sign * other.durationSum,
                successes + sign * other.successes,
                failures + sign * other.failures);
    }

    /// NaN when none said any.
    double meanConfidence() {
        return confidences == 0 ? Double.NaN : confidenceSum / confidences;
    }

    /// Milliseconds; NaN when none said any.
    double meanDuration() {
        return durations == 0 ? Double.NaN : (double) durationSum / durations;
    }

    /// 0 to 1, of those that said how it went; NaN when none did.
    double successRate() {
        int said = successes + failures;
        return said == 0 ? Double.NaN : (double) successes / said;
    }
}
