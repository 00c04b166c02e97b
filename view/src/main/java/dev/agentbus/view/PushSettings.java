package dev.agentbus.view;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// Bounds of what is kept for, and expected of, clients that watch live.
///
/// @param queueFrames frames that wait for one client at most; further ones drop the oldest, and
///     the client is told
/// @param queueBytes the same in bytes
/// @param metricInterval metric updates come at most this often
/// @param pingInterval how often a client is asked for a sign of life; two unanswered ones end the
///     connection
/// @param stallLimit a client that takes nothing for so long is disconnected
/// @param staleAfter a view that is further behind the log, or has not heard from it for longer, does
///     not call itself live
/// @param replayFrames events kept for clients that come back with `Last-Event-ID`
/// @param maxClients further clients are turned away
public record PushSettings(
        int queueFrames,
        long queueBytes,
        Duration metricInterval,
        Duration pingInterval,
        Duration stallLimit,
        Duration staleAfter,
        int replayFrames,
        int maxClients) {
    public static final PushSettings DEFAULT = new PushSettings(
            8_192,
            8L << 20,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(3),
            2_000,
            2_000);

    /// What the frames kept for coming back may hold together.
    static final long REPLAY_BYTES = 4L << 20;

    public PushSettings {
        requirePositive("view.push.queue-frames", queueFrames);
        requirePositive("view.push.queue-bytes", queueBytes);
        requirePositive("view.push.metric-interval-ms", metricInterval.toMillis());
        requirePositive("view.push.ping-interval-ms", pingInterval.toMillis());
        requirePositive("view.push.stall-limit-ms", stallLimit.toMillis());
        requirePositive("view.push.stale-after-ms", staleAfter.toMillis());
        requirePositive("view.push.replay-frames", replayFrames);
        requirePositive("view.push.max-clients", maxClients);
    }

    private static void requirePositive(String key, long value) {
        if (value < 1) {
            throw new Misconfigured(key + " must be at least 1, got: " + value);
        }
    }
}
