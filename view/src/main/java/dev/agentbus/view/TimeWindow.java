package dev.agentbus.view;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/// How far back a question reaches.
enum TimeWindow {
    HOUR("1h", Duration.ofHours(1)),
    DAY("24h", Duration.ofHours(24)),
    WEEK("7d", Duration.ofDays(7)),
    MONTH("30d", Duration.ofDays(30));

    static final String PARAMETER = "timeWindow";

    private final String wireName;
    private final Duration duration;

    TimeWindow(String wireName, Duration duration) {
        this.wireName = wireName;
        this.duration = duration;
    }

    static TimeWindow of(Query query, TimeWindow fallback) {
        return query.text(PARAMETER).map(TimeWindow::parse).orElse(fallback);
    }

    Duration duration() {
        return duration;
    }

    String wireName() {
        return wireName;
    }

    private static TimeWindow parse(String text) {
        for (TimeWindow window : values()) {
            if (window.wireName.equals(text)) {
                return window;
            }
        }
        String known = Arrays.stream(values()).map(TimeWindow::wireName).collect(Collectors.joining(", "));
        throw Query.Refused.badRequest(
                "Cannot answer: timeWindow must be one of %s, got: %s".formatted(known, Query.shown(text)));
    }
}
