package dev.agentbus.sink.redis.windows;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The answer to a [WindowQuery].
///
/// @param windows every window of the time asked for, empty ones too
/// @param total all of them together, not the mean of their figures
/// @param groups the same by the part that was asked for; the largest first
public record WindowReport(WindowSize size, List<Line> windows, Figures total, Map<String, Figures> groups) {
    /// One window.
    ///
    /// @param closed whether the clock is past its end: what comes still is late
    /// @param late events of any kind that came when it was closed
    public record Line(Instant start, Instant end, boolean closed, long late, Figures figures) {}
}
