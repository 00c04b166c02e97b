package dev.agentbus.sink.redis.windows;

import java.time.Duration;

/// Windows of one length, aligned to the epoch.
///
/// @param label as it stands in keys and queries
/// @param kept how long a window is kept after its end
public record WindowSize(String label, Duration length, Duration kept) {
    /// How long after its end a window takes what was on its way before it counts as closed.
    static final Duration GRACE = Duration.ofSeconds(5);

    WindowId at(long millis) {
        return new WindowId(this, millis - Math.floorMod(millis, length.toMillis()));
    }

    /// By how many milliseconds two windows that follow each other are apart.
    long step() {
        return length.toMillis();
    }
}
