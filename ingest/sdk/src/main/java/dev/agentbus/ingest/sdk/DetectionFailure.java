package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.util.List;
import java.util.Map;

/// A request for which no agent, or the wrong one, was found. Topic `agent-detection-failures`, in
/// order per `correlation_id`.
public final class DetectionFailure extends AgentEvent<DetectionFailure> {
    static final TopicName TOPIC = new TopicName("agent-detection-failures");

    DetectionFailure(String userRequest, String failureReason) {
        super(TOPIC, "correlation_id");
        put("user_request", userRequest);
        put("failure_reason", failureReason);
    }

    public DetectionFailure detectionStatus(DetectionStatus detectionStatus) {
        return put("detection_status", detectionStatus.wireName());
    }

    public DetectionFailure detectedAgent(String detectedAgent) {
        return put("detected_agent", detectedAgent);
    }

    /// @param detectionConfidence 0 to 1
    public DetectionFailure detectionConfidence(double detectionConfidence) {
        return put("detection_confidence", detectionConfidence);
    }

    public DetectionFailure detectionMethod(String detectionMethod) {
        return put("detection_method", detectionMethod);
    }

    public DetectionFailure routingDurationMs(long routingDurationMs) {
        return put("routing_duration_ms", routingDurationMs);
    }

    public DetectionFailure candidatesEvaluated(long candidatesEvaluated) {
        return put("candidates_evaluated", candidatesEvaluated);
    }

    public DetectionFailure failureCategory(String failureCategory) {
        return put("failure_category", failureCategory);
    }

    public DetectionFailure expectedAgent(String expectedAgent) {
        return put("expected_agent", expectedAgent);
    }

    public DetectionFailure attemptedMethods(List<String> attemptedMethods) {
        return put("attempted_methods", attemptedMethods);
    }

    public DetectionFailure errorDetails(Map<String, ?> errorDetails) {
        return put("error_details", errorDetails);
    }

    public DetectionFailure sessionId(String sessionId) {
        return put("session_id", sessionId);
    }

    @Override
    DetectionFailure self() {
        return this;
    }
}
