package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which windows there are.
///
/// @param window the shortest ones; whole seconds that divide a minute
public record WindowSettings(Duration window) {
    public static final WindowSettings DEFAULT = new WindowSettings(Duration.ofSeconds(5));

    private static final WindowSize MINUTE = new WindowSize("1min", Duration.ofMinutes(1), Duration.ofHours(12));
    private static final WindowSize FIVE_MINUTES = new WindowSize("5min", Duration.ofMinutes(5), Duration.ofDays(3));
    private static final WindowSize HOUR = new WindowSize("1h", Duration.ofHours(1), Duration.ofDays(30));
    private static final Duration SHORTEST_KEPT = Duration.ofHours(1);
    /// Longer than any window: what a position stands for is never forgotten after it.
    static final Duration POSITIONS_KEPT = HOUR.kept().plusDays(5);

    public WindowSettings {
        long millis = window.toMillis();
        if (millis < 1_000 || millis > 30_000 || 60_000 % millis != 0 || millis % 1_000 != 0) {
            throw new Misconfigured("metrics.window-seconds must be whole seconds, 1 to 30, that divide a minute, got: "
                    + millis / 1_000.0);
        }
    }

    public static WindowSettings ofSeconds(int seconds) {
        return new WindowSettings(Duration.ofSeconds(seconds));
    }

    WindowSize shortest() {
        return new WindowSize(window.toSeconds() + "s", window, SHORTEST_KEPT);
    }

    static WindowSize minute() {
        return MINUTE;
    }

    /// The shortest first.
    public List<WindowSize> sizes() {
        return List.of(shortest(), MINUTE, FIVE_MINUTES, HOUR);
    }

    public Optional<WindowSize> find(String label) {
        return sizes().stream().filter(size -> size.label().equals(label)).findFirst();
    }
}
