package dev.agentbus.process.alert;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.log.NewRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A transition as an event of `agent-alerts`. Those of one notice share a key, so that they are handled
/// in their order.
final class TransitionEvent {
    private static final String SOURCE = "agentbus/alerts";

    private TransitionEvent() {}

    /// What the evaluation keeps until the log has it: enough to append it again, byte for byte.
    record Outgoing(String id, String key, String json, long at) {
        /// @param now the record's own time: when it was told
        NewRecord record(Instant now) {
            Event event = new Event(
                    AlertTopics.ALERTS,
                    new EventId(id),
                    key,
                    json.getBytes(StandardCharsets.UTF_8),
                    Instant.ofEpochMilli(at),
                    List.of());
            return new NewRecord(
                    AlertTopics.ALERTS,
                    key.getBytes(StandardCharsets.UTF_8),
                    event.payload(),
                    Envelope.headersOf(event, SOURCE),
                    now);
        }

        void save(ObjectNode into) {
            into.put("id", id).put("key", key).put("json", json).put("at", at);
        }

        static Outgoing restored(JsonNode from) {
            return new Outgoing(
                    from.path("id").asString(),
                    from.path("key").asString(),
                    from.path("json").asString(),
                    from.path("at").asLong());
        }
    }

    static Outgoing of(Transition transition) {
        String key = transition.notice().value();
        return new Outgoing(
                transition.id().value(),
                key,
                json(transition).toString(),
                transition.at().toEpochMilli());
    }

    static ObjectNode json(Transition transition) {
        Terms terms = transition.terms();
        ObjectNode json = Saved.JSON.createObjectNode();
        json.put("event_id", transition.id().value())
                .put("correlation_id", transition.notice().value())
                .put("incident_id", transition.incident().value())
                .put("rule", terms.name())
                .put("kind", transition.kind())
                .put("severity", terms.severity().word())
                .put("transition", transition.change().name().toLowerCase(Locale.ROOT))
                .put("notice", transition.told().name().toLowerCase(Locale.ROOT));
        ObjectNode key = json.putObject("alert_key");
        transition.key().forEach(key::put);
        json.put("message", transition.message());
        if (!transition.reason().isEmpty()) {
            json.put("reason", transition.reason());
        }
        transition.value().ifPresent(value -> json.put("value", value));
        transition.threshold().ifPresent(bound -> json.put("threshold", bound));
        json.put("window_ms", transition.windowMillis())
                .put("fired_at", transition.firedAt().toString());
        if (!transition.fired()) {
            json.put("resolved_at", transition.at().toString());
        }
        json.put("notice_since", transition.noticeSince().toString()).put("members", transition.members());
        ArrayNode evidence = json.putArray("evidence");
        transition.evidence().forEach(each -> Saved.write(evidence.addObject(), each));
        if (!terms.to().isEmpty()) {
            ArrayNode destinations = json.putArray("destinations");
            terms.to().forEach(destinations::add);
        }
        json.put("timestamp", transition.at().toString());
        return json;
    }
}
