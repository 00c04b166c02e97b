package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.util.Map;

/// A way of working that succeeded, ready to be used again. Topic `success-patterns`, in order per
/// `pattern_id`.
public final class SuccessPattern extends AgentEvent<SuccessPattern> {
    static final TopicName TOPIC = new TopicName("success-patterns");

    SuccessPattern(String patternId, String patternName) {
        super(TOPIC, "pattern_id");
        put("pattern_id", patternId);
        put("pattern_name", patternName);
    }

    public SuccessPattern fingerprintId(String fingerprintId) {
        return put("fingerprint_id", fingerprintId);
    }

    public SuccessPattern pathId(String pathId) {
        return put("path_id", pathId);
    }

    public SuccessPattern patternType(String patternType) {
        return put("pattern_type", patternType);
    }

    /// @param patternTemplate `steps` and `placeholders`
    public SuccessPattern patternTemplate(Map<String, ?> patternTemplate) {
        return put("pattern_template", patternTemplate);
    }

    /// @param applicabilityCriteria `task_types`, `domains` and `technologies`
    public SuccessPattern applicabilityCriteria(Map<String, ?> applicabilityCriteria) {
        return put("applicability_criteria", applicabilityCriteria);
    }

    public SuccessPattern validationCriteria(Map<String, ?> validationCriteria) {
        return put("validation_criteria", validationCriteria);
    }

    /// @param support in how many executions it was seen
    public SuccessPattern support(long support) {
        return put("support", support);
    }

    /// @param confidenceScore 0 to 1
    public SuccessPattern confidenceScore(double confidenceScore) {
        return put("confidence_score", confidenceScore);
    }

    public SuccessPattern estimatedDurationMs(long estimatedDurationMs) {
        return put("estimated_duration_ms", estimatedDurationMs);
    }

    @Override
    SuccessPattern self() {
        return this;
    }
}
