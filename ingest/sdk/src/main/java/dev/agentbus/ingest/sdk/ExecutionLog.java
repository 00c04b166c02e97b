package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.Map;

/// The life of one execution: begun, succeeded, failed, cancelled. Several events tell one life
/// under one execution id. Topic `agent-execution-logs`, in order per `correlation_id`.
public final class ExecutionLog extends AgentEvent<ExecutionLog> {
    static final TopicName TOPIC = new TopicName("agent-execution-logs");

    ExecutionLog(String executionId, String agentName, ExecutionStatus status) {
        super(TOPIC, "correlation_id");
        put("execution_id", executionId);
        put("agent_name", agentName);
        put("status", status.wireName());
    }

    public ExecutionLog userPrompt(String userPrompt) {
        return put("user_prompt", userPrompt);
    }

    public ExecutionLog metadata(Map<String, ?> metadata) {
        return put("metadata", metadata);
    }

    public ExecutionLog startedAt(Instant startedAt) {
        return put("started_at", startedAt);
    }

    public ExecutionLog completedAt(Instant completedAt) {
        return put("completed_at", completedAt);
    }

    public ExecutionLog durationMs(long durationMs) {
        return put("duration_ms", durationMs);
    }

    /// @param qualityScore 0 to 1
    public ExecutionLog qualityScore(double qualityScore) {
        return put("quality_score", qualityScore);
    }

    public ExecutionLog errorMessage(String errorMessage) {
        return put("error_message", errorMessage);
    }

    public ExecutionLog errorType(String errorType) {
        return put("error_type", errorType);
    }

    public ExecutionLog sessionId(String sessionId) {
        return put("session_id", sessionId);
    }

    public ExecutionLog claudeSessionId(String claudeSessionId) {
        return put("claude_session_id", claudeSessionId);
    }

    public ExecutionLog terminalId(String terminalId) {
        return put("terminal_id", terminalId);
    }

    public ExecutionLog workingDirectory(String workingDirectory) {
        return put("working_directory", workingDirectory);
    }

    @Override
    ExecutionLog self() {
        return this;
    }
}
