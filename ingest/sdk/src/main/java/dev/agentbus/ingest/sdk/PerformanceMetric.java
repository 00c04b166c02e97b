package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.util.Map;

/// How long routing took, and what the cache did. Topic `router-performance-metrics`, in order per
/// `correlation_id`.
public final class PerformanceMetric extends AgentEvent<PerformanceMetric> {
    static final TopicName TOPIC = new TopicName("router-performance-metrics");

    PerformanceMetric(String queryText, long routingDurationMs, boolean cacheHit) {
        super(TOPIC, "correlation_id");
        put("query_text", queryText);
        put("routing_duration_ms", routingDurationMs);
        put("cache_hit", cacheHit);
    }

    public PerformanceMetric triggerMatchStrategy(String triggerMatchStrategy) {
        return put("trigger_match_strategy", triggerMatchStrategy);
    }

    /// @param confidenceComponents `trigger`, `context`, `capability` and `historical`, each 0 to 1
    public PerformanceMetric confidenceComponents(Map<String, ?> confidenceComponents) {
        return put("confidence_components", confidenceComponents);
    }

    public PerformanceMetric candidatesEvaluated(long candidatesEvaluated) {
        return put("candidates_evaluated", candidatesEvaluated);
    }

    public PerformanceMetric selectedAgent(String selectedAgent) {
        return put("selected_agent", selectedAgent);
    }

    /// @param confidenceScore 0 to 1
    public PerformanceMetric confidenceScore(double confidenceScore) {
        return put("confidence_score", confidenceScore);
    }

    @Override
    PerformanceMetric self() {
        return this;
    }
}
