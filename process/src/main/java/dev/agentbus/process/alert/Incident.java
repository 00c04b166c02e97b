package dev.agentbus.process.alert;

import dev.agentbus.events.codec.DecodedEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One alert from when it fired, as read from `agent-alerts`.
///
/// @param notice shared with others that people are told of together
/// @param resolved empty while it lasts
public record Incident(
        String id,
        String notice,
        String rule,
        String severity,
        String message,
        Map<String, String> key,
        Instant fired,
        Optional<Instant> resolved,
        Optional<String> reason,
        JsonNode evidence) {
    public Incident {
        key = Map.copyOf(key);
    }

    /// @throws IllegalArgumentException when it is no event of an alert
    static Incident of(DecodedEvent event) {
        boolean over = "resolved".equals(event.text("transition"));
        String evidence = event.text("evidence");
        return new Incident(
                need(event, "incident_id"),
                need(event, "correlation_id"),
                need(event, "rule"),
                Objects.requireNonNullElse(event.text("severity"), Severity.WARNING.word()),
                Objects.requireNonNullElse(event.text("message"), ""),
                Silence.words(event.text("alert_key")),
                event.value("fired_at") instanceof Instant fired ? fired : event.time(),
                over ? Optional.of(event.time()) : Optional.empty(),
                Optional.ofNullable(event.text("reason")),
                evidence == null ? Saved.JSON.createArrayNode() : Saved.JSON.readTree(evidence));
    }

    private static String need(DecodedEvent event, String field) {
        String text = event.text(field);
        if (text == null) {
            throw new IllegalArgumentException("Cannot show alert: %s must be there, got: nothing".formatted(field));
        }
        return text;
    }
}
