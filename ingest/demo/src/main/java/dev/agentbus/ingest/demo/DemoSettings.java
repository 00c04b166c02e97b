package dev.agentbus.ingest.demo;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;
import java.util.Optional;

/// What a demo does.
///
/// @param seed the same seed and number of agents give the same events, ids included
/// @param events how many at most
/// @param limit how long at most, in real time
public record DemoSettings(long seed, int agents, Pace pace, long events, Optional<Duration> limit) {
    public static final int DEFAULT_AGENTS = 12;
    /// For as long as somebody watches.
    public static final long ENDLESS = Long.MAX_VALUE;

    public DemoSettings {
        if (events < 1) {
            throw new Misconfigured("Cannot run demo: events must be at least 1, got: " + events);
        }
        if (limit.isPresent() && !limit.get().isPositive()) {
            throw new Misconfigured("Cannot run demo: its duration must be above 0, got: " + limit.get());
        }
    }
}
