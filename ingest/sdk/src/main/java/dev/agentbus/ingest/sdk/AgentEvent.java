package dev.agentbus.ingest.sdk;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What the drafts of all agent events have in common. Not for several threads at once.
///
/// @param <B> the draft itself
public abstract sealed class AgentEvent<B extends AgentEvent<B>> implements EventDraft
        permits AgentAction,
                RoutingDecision,
                Transformation,
                PerformanceMetric,
                DetectionFailure,
                ExecutionLog,
                TaskExecution,
                CodeQuality,
                SuccessPattern,
                FailurePattern {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private final TopicName topic;
    private final String keyField;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private @Nullable EventId eventId;
    private @Nullable Instant time;

    AgentEvent(TopicName topic, String keyField) {
        this.topic = topic;
        this.keyField = keyField;
    }

    /// The event's identity, when it must be the same with every try; else each event gets a new
    /// one.
    public B eventId(EventId id) {
        eventId = id;
        return self();
    }

    /// Ties the events of one trace together.
    public B correlationId(String correlationId) {
        return put(Contract.CORRELATION_ID, correlationId);
    }

    /// When it happened; else the time at which the event is made.
    public B at(Instant instant) {
        time = instant;
        return self();
    }

    public B projectName(String projectName) {
        return put("project_name", projectName);
    }

    public B projectPath(String projectPath) {
        return put("project_path", projectPath);
    }

    /// A further field, under its name in the contract or one of your own.
    ///
    /// @param value text, number, boolean, or a map or list of them
    public B with(String field, Object value) {
        return put(field, value);
    }

    /// @throws PermanentFailure when a value can't be written as JSON
    @Override
    public Event event() {
        EventId id = eventId == null ? EventId.mint() : eventId;
        Instant when = time == null ? Instant.now() : time;
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put(Contract.EVENT_ID, id.value());
        payload.putAll(fields);
        payload.put(Contract.TIMESTAMP, when.toString());
        Object key = fields.get(keyField);
        try {
            byte[] json = JSON.writeValueAsBytes(payload);
            return new Event(topic, id, key == null ? null : key.toString(), json, when, List.of());
        } catch (JacksonException e) {
            throw new PermanentFailure(
                    "Cannot write %s as JSON: values must be text, numbers, booleans, maps or lists, got: %s"
                            .formatted(topic, e.getOriginalMessage()),
                    e);
        }
    }

    final B put(String field, Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw new PermanentFailure(
                    "Cannot set %s of %s: it must be a finite number, got: %s".formatted(field, topic, number));
        }
        fields.put(field, value instanceof Instant instant ? instant.toString() : value);
        return self();
    }

    abstract B self();
}
