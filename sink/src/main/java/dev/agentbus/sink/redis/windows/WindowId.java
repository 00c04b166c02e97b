package dev.agentbus.sink.redis.windows;

/// One window.
///
/// @param start in milliseconds since the epoch
record WindowId(WindowSize size, long start) {
    String key() {
        return "metrics:window:" + size.label() + ":" + start / 1_000;
    }

    boolean closedAt(long now) {
        return now >= start + size.step() + WindowSize.GRACE.toMillis();
    }

    /// When the window is forgotten, however late its last event came: so a replay can't bring back
    /// half of it.
    long forgottenAt() {
        return start + size.step() + size.kept().toMillis();
    }
}
