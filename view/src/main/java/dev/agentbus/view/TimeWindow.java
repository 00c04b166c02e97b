package dev.agentbus.view;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
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

    /// For lists of events.
    static TimeWindow ofList(Query query) {
        return query.text(PARAMETER)
                .map(text -> parse(text, EnumSet.allOf(TimeWindow.class)))
                .orElse(HOUR);
    }

    /// For counts, which are kept for a day at least.
    static TimeWindow ofCounts(Query query) {
        return query.text(PARAMETER)
                .map(text -> parse(text, EnumSet.of(DAY, WEEK, MONTH)))
                .orElse(DAY);
    }

    Duration duration() {
        return duration;
    }

    String wireName() {
        return wireName;
    }

    private static TimeWindow parse(String text, Set<TimeWindow> offered) {
        for (TimeWindow window : offered) {
            if (window.wireName.equals(text)) {
                return window;
            }
        }
        String known = offered.stream().map(TimeWindow::wireName).collect(Collectors.joining(", "));
        throw Query.Refused.badRequest(
                "Cannot answer: timeWindow must be one of %s, got: %s".formatted(known, Query.shown(text)));
    }
}
