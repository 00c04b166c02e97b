package dev.agentbus.ingest.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a demo has sent, and what became of it.
///
/// @param acknowledged durable in the log or on disk, by the door's own word
/// @param spooled of these, went by way of the disk because the log was away or slow
/// @param waiting of these, still on this machine's disk at the end
/// @param byDoor acknowledged
/// @param byTopic sent
/// @param behind how late the newest event is
/// @param complaints the first reasons for refusals
public record DemoReport(
        long seed,
        int agents,
        long sent,
        long acknowledged,
        long spooled,
        long waiting,
        long refused,
        Map<Door, Long> byDoor,
        Map<String, Long> byTopic,
        Duration took,
        Duration behind,
        List<String> complaints) {
    /// Whether all that was sent is durable.
    public boolean isWhole() {
        return sent == acknowledged;
    }

    public double perSecond() {
        return sent / Math.max(0.001, took.toMillis() / 1_000.0);
    }
}
