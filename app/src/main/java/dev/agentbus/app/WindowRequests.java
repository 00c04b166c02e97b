package dev.agentbus.app;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.sink.redis.windows.WindowQuery;
import dev.agentbus.sink.redis.windows.WindowSettings;
import dev.agentbus.sink.redis.windows.WindowSize;
import io.helidon.common.parameters.Parameters;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads what a caller asks of the windows.
final class WindowRequests {
    private static final Pattern AGO = Pattern.compile("\\d{1,6}[smhd]");
    private static final String DEFAULT_SIZE = "1min";
    private static final String SHORTEST = "shortest";
    private static final int DEFAULT_WINDOWS = 60;

    private final WindowSettings settings;
    private final Clock clock;

    WindowRequests(WindowSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// @throws PermanentFailure when it can't be answered
    WindowQuery read(Parameters query) {
        WindowSize size = size(query.first("size").orElse(DEFAULT_SIZE));
        Instant to = query.first("to").map(text -> time("to", text)).orElse(clock.instant());
        Instant from = query.first("from")
                .map(text -> time("from", text))
                .orElse(to.minus(size.length().multipliedBy(DEFAULT_WINDOWS)));
        return new WindowQuery(
                size,
                from,
                to,
                new WindowQuery.Choice(
                        text(query, "topic"), text(query, "agent"), text(query, "actionType"), text(query, "strategy")),
                text(query, "by").map(WindowRequests::part));
    }

    /// Whoever does not know the settings asks for the shortest.
    private WindowSize size(String label) {
        if (label.equals(SHORTEST)) {
            return settings.sizes().getFirst();
        }
        return settings.find(label)
                .orElseThrow(() -> wrong(
                        "size must be "
                                + settings.sizes().stream()
                                        .map(WindowSize::label)
                                        .collect(Collectors.joining(", ")),
                        label));
    }

    private static WindowQuery.Part part(String word) {
        return Arrays.stream(WindowQuery.Part.values())
                .filter(part -> part.word().equals(word))
                .findFirst()
                .orElseThrow(() -> wrong("by must be topic, agent, actionType or strategy", word));
    }

    private Instant time(String name, String text) {
        try {
            if (AGO.matcher(text).matches()) {
                String span = (text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT);
                return clock.instant().minus(Duration.parse(span));
            }
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new PermanentFailure(
                    "Cannot show windows: %s must be like 10m, 2h, 1d or 2026-01-31T12:00:00Z, got: %s"
                            .formatted(name, text),
                    e);
        }
    }

    private static Optional<String> text(Parameters query, String name) {
        return query.first(name).filter(value -> !value.isBlank());
    }

    private static PermanentFailure wrong(String rule, String got) {
        return new PermanentFailure("Cannot show windows: %s, got: %s".formatted(rule, got));
    }
}
