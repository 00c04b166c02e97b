package dev.agentbus.process.alert;

import dev.agentbus.events.EventId;
import dev.agentbus.events.codec.DecodedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A time in which nobody is told of some alerts: those that fire in it, and that they are over. An
/// event of `agent-alert-silences`; the latest one of an id counts.
///
/// @param rule empty: of all rules
/// @param key values that an alert must have; empty: any
public record Silence(
        String id, Optional<String> rule, Map<String, String> key, Instant begins, Instant ends, String reason) {
    public Silence {
        key = Map.copyOf(key);
    }

    /// @param firedAt when the notice was opened
    public boolean covers(String ofRule, Map<String, String> ofKey, Instant firedAt) {
        return rule.map(ofRule::equals).orElse(true)
                && key.entrySet().stream().allMatch(wanted -> wanted.getValue().equals(ofKey.get(wanted.getKey())))
                && !firedAt.isBefore(begins)
                && firedAt.isBefore(ends);
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(ends);
    }

    static Optional<Silence> of(DecodedEvent event) {
        String id = event.text("silence_id");
        return id != null
                        && event.value("begins_at") instanceof Instant begins
                        && event.value("ends_at") instanceof Instant ends
                ? Optional.of(new Silence(
                        id,
                        Optional.ofNullable(event.text("rule")).filter(rule -> !rule.isBlank()),
                        words(event.text("alert_key")),
                        begins,
                        ends,
                        String.valueOf(event.text("reason")).replaceFirst("^null$", "")))
                : Optional.empty();
    }

    static Map<String, String> words(@org.jspecify.annotations.Nullable String json) {
        Map<String, String> words = new LinkedHashMap<>();
        if (json != null) {
            JsonNode node = Saved.JSON.readTree(json);
            node.properties()
                    .forEach(each -> words.put(each.getKey(), each.getValue().asString("")));
        }
        return words;
    }

    byte[] json(Instant now) {
        ObjectNode node = Saved.JSON.createObjectNode();
        node.put("event_id", EventId.mint().value()).put("silence_id", id);
        rule.ifPresent(name -> node.put("rule", name));
        ObjectNode values = node.putObject("alert_key");
        key.forEach(values::put);
        node.put("begins_at", begins.toString())
                .put("ends_at", ends.toString())
                .put("reason", reason)
                .put("timestamp", now.toString());
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
