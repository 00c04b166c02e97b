package dev.agentbus.sink.redis.windows;

/// What some events come to. NaN where none of them says anything.
///
/// @param successRate of those that say how they ended
/// @param confidence mean
/// @param cacheHitRate of those that say it
public record Figures(
        long count,
        long successes,
        long errors,
        double successRate,
        Durations durations,
        double confidence,
        double cacheHitRate) {
    /// How far a percentile may be from the true one, relative.
    public static final double PERCENTILE_ERROR = Sketch.ERROR;

    /// In milliseconds.
    ///
    /// @param count of how many events it is known
    public record Durations(long count, double mean, double p50, double p95, double p99) {}
}
