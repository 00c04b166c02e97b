package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.util.Map;

/// What an agent did: a tool call, a decision, an error, a success. Topic `agent-actions`, in order
/// per `correlation_id`.
public final class AgentAction extends AgentEvent<AgentAction> {
    static final TopicName TOPIC = new TopicName("agent-actions");

    AgentAction(String agentName, ActionType actionType, String actionName) {
        super(TOPIC, "correlation_id");
        put("agent_name", agentName);
        put("action_type", actionType.wireName());
        put("action_name", actionName);
    }

    /// @param actionDetails what the action was about, e.g. the arguments of a tool
    public AgentAction actionDetails(Map<String, ?> actionDetails) {
        return put("action_details", actionDetails);
    }

    public AgentAction debugMode(boolean debugMode) {
        return put("debug_mode", debugMode);
    }

    public AgentAction durationMs(long durationMs) {
        return put("duration_ms", durationMs);
    }

    public AgentAction success(boolean success) {
        return put("success", success);
    }

    public AgentAction metadata(Map<String, ?> metadata) {
        return put("metadata", metadata);
    }

    public AgentAction workingDirectory(String workingDirectory) {
        return put("working_directory", workingDirectory);
    }

    public AgentAction sessionId(String sessionId) {
        return put("session_id", sessionId);
    }

    @Override
    AgentAction self() {
        return this;
    }
}
