package dev.agentbus.process.alert;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// Durations as people write them: `90s`, `10m`, `1h`, `7d`.
final class Durations {
    private Durations() {}

    static Duration parse(String text) {
        if (!text.matches("[0-9]{1,9}(ms|s|m|h|d)")) {
            throw new Misconfigured("a duration must be like 30s, 10m, 1h or 7d, got: " + text);
        }
        long amount = Long.parseLong(text.replaceAll("[a-z]+$", ""));
        return switch (text.replaceAll("^[0-9]+", "")) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    static String text(Duration duration) {
        if (duration.toMillis() % 86_400_000 == 0 && !duration.isZero()) {
            return duration.toDays() + " d";
        }
        if (duration.toMillis() % 3_600_000 == 0 && !duration.isZero()) {
            return duration.toHours() + " h";
        }
        if (duration.toMillis() % 60_000 == 0 && !duration.isZero()) {
            return duration.toMinutes() + " min";
        }
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
