package dev.agentbus.ingest.demo;

import java.time.Duration;
import java.time.Instant;

/// When an event happens in the real world.
///
/// @param speed how much faster than the fleet's own time passes: durations are shorter by it
public record Moment(Instant time, double speed) {
    /// As long as in the fleet, or shorter; never nothing at all.
    long spanMillis(long millis) {
        return millis == 0 ? 0 : Math.max(1, Math.round(millis / speed));
    }

    Instant before(long millis) {
        return millis == 0 ? time : time.minus(Duration.ofNanos(Math.round(millis * 1e6 / speed)));
    }
}
