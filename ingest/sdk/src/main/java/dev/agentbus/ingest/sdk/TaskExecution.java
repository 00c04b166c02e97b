package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One task from prompt to end, with its steps. Topic `task-executions`, in order per
/// `fingerprint_id`.
public final class TaskExecution extends AgentEvent<TaskExecution> {
    static final TopicName TOPIC = new TopicName("task-executions");

    TaskExecution(String agentName, boolean success) {
        super(TOPIC, "fingerprint_id");
        put("agent_name", agentName);
        put("success", success);
    }

    /// @param fingerprintId names the kind of task; decides the order
    public TaskExecution fingerprintId(String fingerprintId) {
        return put("fingerprint_id", fingerprintId);
    }

    /// @param taskHash SHA-256 of the prompt, hexadecimal
    public TaskExecution taskHash(String taskHash) {
        return put("task_hash", taskHash);
    }

    public TaskExecution originalPrompt(String originalPrompt) {
        return put("original_prompt", originalPrompt);
    }

    public TaskExecution taskType(String taskType) {
        return put("task_type", taskType);
    }

    public TaskExecution domain(String domain) {
        return put("domain", domain);
    }

    public TaskExecution agentChain(List<String> agentChain) {
        return put("agent_chain", agentChain);
    }

    /// @param qualityScore 0 to 1
    public TaskExecution qualityScore(double qualityScore) {
        return put("quality_score", qualityScore);
    }

    /// @param complexityScore 0 to 1
    public TaskExecution complexityScore(double complexityScore) {
        return put("complexity_score", complexityScore);
    }

    /// @param steps each with `step_number`, `action`, `duration_ms`, `outcome` and perhaps `files`
    public TaskExecution steps(List<? extends Map<String, ?>> steps) {
        return put("steps", steps);
    }

    public TaskExecution totalDurationMs(long totalDurationMs) {
        return put("total_duration_ms", totalDurationMs);
    }

    public TaskExecution toolsUsed(List<String> toolsUsed) {
        return put("tools_used", toolsUsed);
    }

    public TaskExecution userAcceptance(boolean userAcceptance) {
        return put("user_acceptance", userAcceptance);
    }

    public TaskExecution startedAt(Instant startedAt) {
        return put("started_at", startedAt);
    }

    public TaskExecution completedAt(Instant completedAt) {
        return put("completed_at", completedAt);
    }

    public TaskExecution executionId(String executionId) {
        return put("execution_id", executionId);
    }

    public TaskExecution metadata(Map<String, ?> metadata) {
        return put("metadata", metadata);
    }

    public TaskExecution sessionId(String sessionId) {
        return put("session_id", sessionId);
    }

    @Override
    TaskExecution self() {
        return this;
    }
}
