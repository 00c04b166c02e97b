package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A replay at one moment.
///
/// @param endedAt empty while it is not over
/// @param read offsets passed by
/// @param total offsets to pass by in all; what lies at them and is not chosen counts too
/// @param events the chosen ones, by topic
/// @param stored those that were new to the sink; 0 for a view
/// @param duplicates those that were there already
/// @param refused records that can't be decoded or stored
/// @param perSecond offsets passed by per second, pauses left out
/// @param remaining at that rate; empty when it can't be told
/// @param message why it failed, or what it waits for; empty when there is nothing to say
/// @param viewUntil when its view is dropped; empty without one
public record ReplayStatus(
        ReplayId id,
        ReplayRequest request,
        ReplayState state,
        Instant startedAt,
        Optional<Instant> endedAt,
        long read,
        long total,
        Map<TopicName, Long> events,
        long stored,
        long duplicates,
        long refused,
        double perSecond,
        Optional<Duration> remaining,
        String message,
        Optional<Instant> viewUntil) {
    public ReplayStatus {
        events = Map.copyOf(events);
    }

    public long selected() {
        return events.values().stream().mapToLong(Long::longValue).sum();
    }

    /// 100 only when all is read.
    public double percent() {
        return total == 0 ? 100 : Math.floor(1_000.0 * read / total) / 10;
    }
}
