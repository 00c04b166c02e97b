package dev.agentbus.view;

import dev.agentbus.events.TextPool;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.JsonSlice;
import dev.agentbus.view.ViewEvent.Outcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decoded events to what clients see: Omnidash's field names, the event's own values, nothing
/// invented (what the event does not say is null). One thread.
final class EventShape {
    /// One JSON name and the contract's field it shows.
    private record Shown(String name, String field) {}

    private static final Map<Kind, List<Shown>> FIELDS = Map.of(
            Kind.ACTION,
            List.of(
                    new Shown("agentName", "agent_name"),
                    new Shown("actionType", "action_type"),
                    new Shown("actionName", "action_name"),
                    new Shown("actionDetails", "action_details"),
                    new Shown("debugMode", "debug_mode"),
                    new Shown("durationMs", "duration_ms"),
                    new Shown("success", "success")),
            Kind.DECISION,
            List.of(
                    new Shown("userRequest", "user_request"),
                    new Shown("selectedAgent", "selected_agent"),
                    new Shown("confidenceScore", "confidence_score"),
                    new Shown("routingStrategy", "routing_strategy"),
                    new Shown("alternatives", "alternatives"),
                    new Shown("reasoning", "reasoning"),
                    new Shown("context", "context"),
                    new Shown("routingTimeMs", "routing_time_ms")),
            Kind.TRANSFORMATION,
            List.of(
                    new Shown("sourceAgent", "source_agent"),
                    new Shown("targetAgent", "target_agent"),
                    new Shown("transformationReason", "transformation_reason"),
                    new Shown("transformationDurationMs", "transformation_duration_ms"),
                    new Shown("success", "success"),
                    new Shown("confidenceScore", "confidence_score")),
            Kind.PERFORMANCE,
            List.of(
                    new Shown("queryText", "query_text"),
                    new Shown("routingDurationMs", "routing_duration_ms"),
                    new Shown("cacheHit", "cache_hit"),
                    new Shown("candidatesEvaluated", "candidates_evaluated"),
                    new Shown("triggerMatchStrategy", "trigger_match_strategy"),
                    new Shown("confidenceComponents", "confidence_components")));

    /// Shown only when the event says them.
    private static final List<Shown> SELDOM = List.of(
            new Shown("triggerConfidence", "trigger_confidence"),
            new Shown("contextConfidence", "context_confidence"),
            new Shown("capabilityConfidence", "capability_confidence"),
            new Shown("historicalConfidence", "historical_confidence"),
            new Shown("actualSuccess", "actual_success"),
            new Shown("executionSucceeded", "execution_succeeded"),
            new Shown("errorMessage", "error_message"),
            new Shown("errorType", "error_type"),
            new Shown("parentEventId", "parent_event_id"),
            new Shown("metadata", "metadata"),
            new Shown("sessionId", "session_id"),
            new Shown("projectName", "project_name"),
            new Shown("projectPath", "project_path"),
            new Shown("workingDirectory", "working_directory"));

    private static final int CUT_TEXT_CHARACTERS = 1_000;
    private static final int CUT_JSON_BYTES = 1_000;
    private static final int MAX_NAME_CHARACTERS = 200;
    private static final int MAX_INTERNED = 20_000;

    private final int eventBytes;
    /// Whether the record's own time tells when the log took the event in.
    private final boolean fromLog;
    private final TextPool names = new TextPool(MAX_INTERNED);

    /// For events of the log.
    EventShape(int eventBytes) {
        this(eventBytes, true);
    }

    private EventShape(int eventBytes, boolean fromLog) {
        this.eventBytes = eventBytes;
        this.fromLog = fromLog;
    }

    /// Events read back from where they are stored, uncut. Any thread.
    static List<ViewEvent> whole(List<DecodedEvent> events) {
        EventShape shape = new EventShape(Integer.MAX_VALUE, false);
        return events.stream().map(event -> shape.of(event, Long.MAX_VALUE)).toList();
    }

    /// @param nowMillis events from the future are filed under now, so that they age like others
    ViewEvent of(DecodedEvent event, long nowMillis) {
        String topic = names.same(event.contract().topic().value());
        Kind kind = Kind.of(topic);
        JsonBytes json = new JsonBytes();
        int idEnd = encode(event, kind, json, Integer.MAX_VALUE, Integer.MAX_VALUE);
        if (json.length() > eventBytes) {
            json = new JsonBytes();
            idEnd = encode(event, kind, json, CUT_TEXT_CHARACTERS, CUT_JSON_BYTES);
        }
        return new ViewEvent(
                kind,
                Math.min(nowMillis, event.time().toEpochMilli()),
                topic,
                name(event, agentField(kind)),
                kind == Kind.TRANSFORMATION ? name(event, "target_agent") : null,
                label(event, kind),
                interned(correlationId(event)),
                event.integer(durationField(kind), -1),
                event.number("confidence_score"),
                outcome(event, kind),
                json.toBytes(),
                idEnd);
    }

    private int encode(DecodedEvent event, Kind kind, JsonBytes out, int maxText, int maxJson) {
        out.beginObject().field("id", event.id().value());
        int idEnd = out.length();
        out.field("correlationId", correlationId(event));
        if (kind == Kind.OTHER) {
            out.field("topic", event.contract().topic().value());
            out.field("partition", event.position().partition());
            out.field("offset", event.position().offset());
            byte[] payload = event.original();
            field(out, "payload", new JsonSlice(payload, 0, payload.length), maxText, maxJson);
        } else {
            for (Shown shown : FIELDS.getOrDefault(kind, List.of())) {
                field(out, shown.name, event.value(shown.field), maxText, maxJson);
            }
            for (Shown shown : SELDOM) {
                Object value = event.value(shown.field);
                if (value != null) {
                    field(out, shown.name, value, maxText, maxJson);
                }
            }
            if (event.extra() != null) {
                field(out, "extra", event.extra(), maxText, maxJson);
            }
        }
        if (maxJson != Integer.MAX_VALUE) {
            out.field("truncated", true);
        }
        if (fromLog) {
            out.field("ingestedAt", event.recordTime().toString());
        }
        out.field("createdAt", event.time().toString()).endObject();
        return idEnd;
    }

    private static void field(JsonBytes out, String name, @Nullable Object value, int maxText, int maxJson) {
        switch (value) {
            case JsonSlice json
            when json.length() > maxJson ->
                out.name(name)
                        .beginObject()
                        .field("truncated", true)
                        .field("bytes", json.length())
                        .endObject();
            case String text when text.length() > maxText -> out.field(name, text.substring(0, maxText) + "…");
            case null -> out.field(name, (String) null);
            case Object other -> out.field(name, other);
        }
    }

    /// What an event is about, in the words of its agent, cut; null when it has none.
    static @Nullable String title(DecodedEvent event, Kind kind) {
        String title = event.text(
                switch (kind) {
                    case ACTION -> "action_name";
                    case DECISION -> "user_request";
                    case TRANSFORMATION -> "transformation_reason";
                    case PERFORMANCE -> "query_text";
                    case OTHER -> "status";
                });
        if (kind == Kind.ACTION && event.value("action_details") instanceof JsonSlice details) {
            title = together(title, Subject.of(details));
        }
        return title == null || title.length() <= MAX_NAME_CHARACTERS
                ? title
                : title.substring(0, MAX_NAME_CHARACTERS) + "…";
    }

    private static @Nullable String together(@Nullable String name, @Nullable String subject) {
        return subject == null || subject.equals(name) ? name : name == null ? subject : name + " " + subject;
    }

    private static String agentField(Kind kind) {
        return switch (kind) {
            case DECISION -> "selected_agent";
            case TRANSFORMATION -> "source_agent";
            case ACTION, PERFORMANCE, OTHER -> "agent_name";
        };
    }

    private static String durationField(Kind kind) {
        return switch (kind) {
            case DECISION -> "routing_time_ms";
            case TRANSFORMATION -> "transformation_duration_ms";
            case PERFORMANCE -> "routing_duration_ms";
            case ACTION, OTHER -> "duration_ms";
        };
    }

    private @Nullable String label(DecodedEvent event, Kind kind) {
        return switch (kind) {
            case ACTION -> name(event, "action_type");
            case DECISION -> name(event, "routing_strategy");
            case OTHER -> name(event, "status");
            case TRANSFORMATION, PERFORMANCE -> null;
        };
    }

    private static Outcome outcome(DecodedEvent event, Kind kind) {
        Object said = switch (kind) {
            case PERFORMANCE -> event.value("cache_hit");
            case DECISION ->
                event.value("execution_succeeded") == null
                        ? event.value("actual_success")
                        : event.value("execution_succeeded");
            case ACTION, TRANSFORMATION, OTHER -> event.value("success");
        };
        if (said instanceof Boolean success) {
            return success ? Outcome.SUCCESS : Outcome.FAILURE;
        }
        String word = event.text(kind == Kind.ACTION ? "action_type" : "status");
        return switch (word == null ? "" : word) {
            case "success", "completed" -> Outcome.SUCCESS;
            case "error", "failed", "failure" -> Outcome.FAILURE;
            default -> Outcome.UNSAID;
        };
    }

    private static @Nullable String correlationId(DecodedEvent event) {
        String id = event.text("correlation_id");
        return id == null || id.isBlank() ? null : id;
    }

    private @Nullable String name(DecodedEvent event, String field) {
        String name = event.text(field);
        if (name == null || name.isBlank()) {
            return null;
        }
        return names.same(name.length() <= MAX_NAME_CHARACTERS ? name : name.substring(0, MAX_NAME_CHARACTERS) + "…");
    }

    private @Nullable String interned(@Nullable String text) {
        return text == null ? null : names.same(text);
    }
}
