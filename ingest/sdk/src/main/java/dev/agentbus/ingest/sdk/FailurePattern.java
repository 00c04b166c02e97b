package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.util.List;
import java.util.Map;

/// A failure, its cause and what cured it. Topic `failure-patterns`, in order per `failure_id`.
public final class FailurePattern extends AgentEvent<FailurePattern> {
    static final TopicName TOPIC = new TopicName("failure-patterns");

    FailurePattern(String failureId, String failureType) {
        super(TOPIC, "failure_id");
        put("failure_id", failureId);
        put("failure_type", failureType);
    }

    public FailurePattern fingerprintId(String fingerprintId) {
        return put("fingerprint_id", fingerprintId);
    }

    public FailurePattern pathId(String pathId) {
        return put("path_id", pathId);
    }

    public FailurePattern errorCategory(String errorCategory) {
        return put("error_category", errorCategory);
    }

    public FailurePattern errorMessage(String errorMessage) {
        return put("error_message", errorMessage);
    }

    public FailurePattern errorStackTrace(String errorStackTrace) {
        return put("error_stack_trace", errorStackTrace);
    }

    /// @param failedStep `step_number`, `action` and `tool`
    public FailurePattern failedStep(Map<String, ?> failedStep) {
        return put("failed_step", failedStep);
    }

    public FailurePattern rootCause(String rootCause) {
        return put("root_cause", rootCause);
    }

    public FailurePattern contributingFactors(List<String> contributingFactors) {
        return put("contributing_factors", contributingFactors);
    }

    public FailurePattern resolution(String resolution) {
        return put("resolution", resolution);
    }

    /// @param resolutionSteps each with `action` and perhaps `duration_ms` and `files`
    public FailurePattern resolutionSteps(List<? extends Map<String, ?>> resolutionSteps) {
        return put("resolution_steps", resolutionSteps);
    }

    public FailurePattern timeToResolveMs(long timeToResolveMs) {
        return put("time_to_resolve_ms", timeToResolveMs);
    }

    public FailurePattern preventionStrategy(Map<String, ?> preventionStrategy) {
        return put("prevention_strategy", preventionStrategy);
    }

    /// @param support in how many executions it was seen
    public FailurePattern support(long support) {
        return put("support", support);
    }

    /// @param confidenceScore 0 to 1
    public FailurePattern confidenceScore(double confidenceScore) {
        return put("confidence_score", confidenceScore);
    }

    @Override
    FailurePattern self() {
        return this;
    }
}
