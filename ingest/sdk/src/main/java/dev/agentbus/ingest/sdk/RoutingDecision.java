package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.util.List;
import java.util.Map;

/// Which agent a request was given to, and why. Topic `agent-routing-decisions`, in order per
/// `correlation_id`.
public final class RoutingDecision extends AgentEvent<RoutingDecision> {
    static final TopicName TOPIC = new TopicName("agent-routing-decisions");

    RoutingDecision(String selectedAgent, double confidenceScore, String routingStrategy) {
        super(TOPIC, "correlation_id");
        put("selected_agent", selectedAgent);
        put("confidence_score", confidenceScore);
        put("routing_strategy", routingStrategy);
    }

    public RoutingDecision userRequest(String userRequest) {
        return put("user_request", userRequest);
    }

    /// @param alternatives each with `agent_name`, `confidence_score` and `reason`
    public RoutingDecision alternatives(List<? extends Map<String, ?>> alternatives) {
        return put("alternatives", alternatives);
    }

    public RoutingDecision reasoning(String reasoning) {
        return put("reasoning", reasoning);
    }

    /// @param context e.g. `domain`, `previous_agent`, `file_context`
    public RoutingDecision context(Map<String, ?> context) {
        return put("context", context);
    }

    public RoutingDecision routingTimeMs(long routingTimeMs) {
        return put("routing_time_ms", routingTimeMs);
    }

    public RoutingDecision sessionId(String sessionId) {
        return put("session_id", sessionId);
    }

    @Override
    RoutingDecision self() {
        return this;
    }
}
