package dev.agentbus.process.alert;

import java.time.Duration;

/// A window that slides in steps: at each multiple of `step` since 1970 the last `length` is looked at.
///
/// @param step divides `length`
record Span(Duration length, Duration step) {
    int steps() {
        return Math.toIntExact(length.dividedBy(step));
    }
}
