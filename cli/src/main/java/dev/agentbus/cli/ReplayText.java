package dev.agentbus.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Replays in sentences.
final class ReplayText {
    private static final Set<String> OVER = Set.of("done", "cancelled", "failed");

    private ReplayText() {}

    static boolean isOver(JsonNode status) {
        return OVER.contains(status.path("state").asString(""));
    }

    static String sentence(JsonNode status) {
        StringBuilder text = new StringBuilder("replay %s %s: %s%% of %,d read, %,d/s"
                .formatted(
                        text(status, "id"),
                        text(status, "state"),
                        status.path("percent").asString("0"),
                        status.path("total").asLong(0),
                        status.path("perSecond").asLong(0)));
        if (status.has("remainingMs")) {
            text.append(", ").append(span(status.path("remainingMs").asLong(0))).append(" left");
        }
        text.append("; %,d events".formatted(status.path("events").asLong(0)));
        switch (status.path("request").path("target").asString("")) {
            case "view" ->
                text.append(status.has("viewUntil") ? ", view at /api/replays/" + text(status, "id") + "/…" : "");
            case "new-group" ->
                text.append(": %,d new, %,d there already"
                        .formatted(
                                status.path("stored").asLong(0),
                                status.path("duplicates").asLong(0)));
            default ->
                text.append(" read by ")
                        .append(Printable.of(
                                status.path("request").path("group").asString("")));
        }
        long refused = status.path("refused").asLong(0);
        text.append(refused == 0 ? "" : ", %,d refused".formatted(refused));
        String message = text(status, "message");
        return text.append(message.isEmpty() ? "" : "; " + message).toString();
    }

    static String forecast(JsonNode forecast) {
        List<String> lines = new ArrayList<>();
        boolean exact = forecast.path("exact").asBoolean(false);
        for (JsonNode topic : forecast.path("topics")) {
            String kinds = topic.path("kinds").properties().stream()
                    .map(kind -> "%s %,d"
                            .formatted(
                                    Printable.of(kind.getKey(), 40),
                                    kind.getValue().asLong(0)))
                    .collect(Collectors.joining(", "));
            lines.add("%-40s %,12d%s"
                    .formatted(
                            text(topic, "topic"),
                            topic.path("events").asLong(0),
                            kinds.isEmpty() || !exact ? "" : "  " + kinds));
        }
        lines.add("%s%,d events%s%s"
                .formatted(
                        exact ? "" : "at most ",
                        forecast.path("events").asLong(0),
                        exact && forecast.has("first")
                                ? ", %s to %s".formatted(text(forecast, "first"), text(forecast, "last"))
                                : "",
                        exact ? " (counted by reading)" : " (counted by offsets; reading them would take too long)"));
        forecast.path("broken").forEach(file -> lines.add("would be left out: " + Printable.of(file.asString(""))));
        long unreadable = forecast.path("unreadable").asLong(0);
        if (unreadable > 0) {
            lines.add("%,d records are no events and would be left out".formatted(unreadable));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String text(JsonNode node, String field) {
        return Printable.of(node.path(field).asString(""));
    }

    private static String span(long millis) {
        Duration span = Duration.ofMillis(millis);
        return span.toMinutes() > 0
                ? "%d min".formatted(span.toMinutes())
                : String.format(Locale.ROOT, "%d s", span.toSeconds());
    }
}
