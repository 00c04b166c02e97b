package dev.agentbus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Windows as rows of text; those without events are left out.
final class MetricsText {
    private static final List<String> FIGURES =
            List.of("EVENTS", "ERRORS", "SUCCESS", "P50 MS", "P95 MS", "P99 MS", "CONFIDENCE", "CACHE HITS", "LATE");
    private static final String NOTHING = "-";

    private MetricsText() {}

    static List<List<String>> table(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        JsonNode by = answer.path("by");
        rows.add(row(by.isMissingNode() ? "WINDOW" : by.asString("").toUpperCase(Locale.ROOT), FIGURES));
        if (by.isMissingNode()) {
            for (JsonNode window : answer.path("windows")) {
                if (window.path("count").asLong(0) > 0) {
                    String open = window.path("closed").asBoolean(true) ? "" : " open";
                    rows.add(row(window.path("start").asString("?") + open, figures(window)));
                }
            }
        } else {
            for (JsonNode group : answer.path("groups")) {
                String key = Printable.of(group.path("key").asString(""));
                rows.add(row(key.isEmpty() ? NOTHING : key, figures(group)));
            }
        }
        rows.add(row("all", figures(answer.path("total"))));
        return rows;
    }

    private static List<String> row(String first, List<String> others) {
        List<String> row = new ArrayList<>();
        row.add(first);
        row.addAll(others);
        return row;
    }

    private static List<String> figures(JsonNode node) {
        return List.of(
                node.path("count").asString("?"),
                node.path("errors").asString("?"),
                percent(node.path("successRate")),
                millis(node.path("p50Ms")),
                millis(node.path("p95Ms")),
                millis(node.path("p99Ms")),
                node.path("confidence").isNumber()
                        ? String.format(
                                Locale.ROOT, "%.2f", node.path("confidence").asDouble())
                        : NOTHING,
                percent(node.path("cacheHitRate")),
                node.path("late").asLong(0) == 0 ? NOTHING : node.path("late").asString("?"));
    }

    private static String percent(JsonNode ratio) {
        return ratio.isNumber() ? String.format(Locale.ROOT, "%.1f %%", ratio.asDouble() * 100) : NOTHING;
    }

    private static String millis(JsonNode millis) {
        return millis.isNumber() ? String.format(Locale.ROOT, "%.0f", millis.asDouble()) : NOTHING;
    }
}
