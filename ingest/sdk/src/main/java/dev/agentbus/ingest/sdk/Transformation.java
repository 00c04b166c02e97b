package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.Map;

/// One agent handing over to another. Topic `agent-transformation-events`, in order per
/// `correlation_id`.
public final class Transformation extends AgentEvent<Transformation> {
    static final TopicName TOPIC = new TopicName("agent-transformation-events");

    Transformation(String sourceAgent, String targetAgent, String transformationReason) {
        super(TOPIC, "correlation_id");
        put("source_agent", sourceAgent);
        put("target_agent", targetAgent);
        put("transformation_reason", transformationReason);
    }

    /// @param confidenceScore 0 to 1
    public Transformation confidenceScore(double confidenceScore) {
        return put("confidence_score", confidenceScore);
    }

    public Transformation transformationDurationMs(long transformationDurationMs) {
        return put("transformation_duration_ms", transformationDurationMs);
    }

    public Transformation success(boolean success) {
        return put("success", success);
    }

    public Transformation contextPreserved(Map<String, ?> contextPreserved) {
        return put("context_preserved", contextPreserved);
    }

    public Transformation userRequest(String userRequest) {
        return put("user_request", userRequest);
    }

    public Transformation errorMessage(String errorMessage) {
        return put("error_message", errorMessage);
    }

    public Transformation errorType(String errorType) {
        return put("error_type", errorType);
    }

    /// @param qualityScore 0 to 1
    public Transformation qualityScore(double qualityScore) {
        return put("quality_score", qualityScore);
    }

    public Transformation startedAt(Instant startedAt) {
        return put("started_at", startedAt);
    }

    public Transformation completedAt(Instant completedAt) {
        return put("completed_at", completedAt);
    }

    public Transformation sessionId(String sessionId) {
        return put("session_id", sessionId);
    }

    @Override
    Transformation self() {
        return this;
    }
}
