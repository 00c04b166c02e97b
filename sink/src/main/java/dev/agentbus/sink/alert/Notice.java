package dev.agentbus.sink.alert;

import dev.agentbus.events.codec.DecodedEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people are told: that something fires, or that it is over.
///
/// @param id of this message: the event's
/// @param subject the same when it opens and when it closes
/// @param opens false: it is over
/// @param destinations empty: everybody
record Notice(
        String id,
        String subject,
        boolean opens,
        String rule,
        String severity,
        String message,
        Map<String, String> key,
        Instant at,
        Instant since,
        List<String> destinations,
        JsonNode evidence) {
    static final JsonMapper JSON = JsonMapper.builder().build();

    /// Whether an event means anything to people: not when others of its group fire already, or still.
    static boolean isOne(DecodedEvent event) {
        String notice = event.text("notice");
        return "open".equals(notice) || "close".equals(notice);
    }

    static Notice of(DecodedEvent event) {
        Map<String, String> key = new LinkedHashMap<>();
        json(event, "alert_key")
                .properties()
                .forEach(each -> key.put(each.getKey(), each.getValue().asString("")));
        return new Notice(
                event.id().value(),
                Objects.requireNonNullElse(
                        event.text("correlation_id"), event.id().value()),
                "open".equals(event.text("notice")),
                Objects.requireNonNullElse(event.text("rule"), "?"),
                Objects.requireNonNullElse(event.text("severity"), "warning"),
                Objects.requireNonNullElse(event.text("message"), ""),
                key,
                event.time(),
                event.value("notice_since") instanceof Instant since ? since : event.time(),
                json(event, "destinations")
                        .valueStream()
                        .map(each -> each.asString(""))
                        .toList(),
                json(event, "evidence"));
    }

    private static JsonNode json(DecodedEvent event, String field) {
        String text = event.text(field);
        return text == null ? JSON.missingNode() : JSON.readTree(text);
    }

    boolean isFor(String destination) {
        return destinations.isEmpty() || destinations.contains(destination);
    }

    String keyText() {
        return key.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
