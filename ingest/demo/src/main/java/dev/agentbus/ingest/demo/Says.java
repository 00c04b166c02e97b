package dev.agentbus.ingest.demo;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;

/// The shortest events, and what all have in common.
final class Says {
    static final TopicName ACTIONS = new TopicName("agent-actions");
    static final TopicName DECISIONS = new TopicName("agent-routing-decisions");
    static final TopicName HANDOVERS = new TopicName("agent-transformation-events");
    static final TopicName ROUTER_METRICS = new TopicName("router-performance-metrics");
    static final TopicName TASKS = new TopicName("task-executions");
    static final TopicName QUALITY = new TopicName("code-quality-metrics");
    static final TopicName SUCCESS_PATTERNS = new TopicName("success-patterns");
    static final TopicName FAILURE_PATTERNS = new TopicName("failure-patterns");
    static final TopicName DETECTION_FAILURES = new TopicName("agent-detection-failures");
    static final TopicName EXECUTIONS = new TopicName("agent-execution-logs");

    static final String IN_PROGRESS = "in_progress";
    static final String TOOL_CALL = "tool_call";
    static final String DECISION = "decision";
    static final String ERROR = "error";
    static final String SUCCESS = "success";

    /// What somebody says, apart from who and when.
    ///
    /// @param key decides the partition: the value of the contract's key field
    record Said(TopicName topic, EventId id, String key, Doc fields) {}

    /// Of an action that has no duration of its own.
    static final long NO_TIME = -1;

    /// One action of an agent.
    record Act(EventId id, String type, String name, Doc details, long millis) {}

    /// One execution that begins.
    record Beginning(EventId id, String executionId, String prompt) {}

    /// One execution that ends.
    record Life(String executionId, long millis, double quality) {}

    private Says() {}

    static Doc opening(EventId id, Trace trace) {
        return new Doc().text("event_id", id.value()).text("correlation_id", trace.correlationId());
    }

    /// Ends the fields with where and when.
    static Doc closing(Doc fields, Trace trace) {
        return fields.text("project_name", trace.project().name())
                .text("project_path", trace.project().path())
                .text("session_id", trace.sessionId())
                .ago("timestamp", 0);
    }

    static Said action(Trace trace, Agent agent, Act act) {
        Doc fields = opening(act.id, trace)
                .text("agent_name", agent.name())
                .text("action_type", act.type)
                .text("action_name", act.name)
                .with("action_details", act.details);
        if (act.millis != NO_TIME) {
            fields.span("duration_ms", act.millis);
        }
        if (!act.type.equals(DECISION)) {
            fields.flag("success", !act.type.equals(ERROR));
        }
        return new Said(ACTIONS, act.id, trace.correlationId(), closing(fields, trace));
    }

    static Said begun(Trace trace, Agent agent, Beginning beginning) {
        EventId id = beginning.id;
        Doc fields = opening(id, trace)
                .text("execution_id", beginning.executionId)
                .text("agent_name", agent.name())
                .text("status", IN_PROGRESS)
                .text("user_prompt", beginning.prompt)
                .ago("started_at", 0);
        return new Said(EXECUTIONS, id, trace.correlationId(), closing(fields, trace));
    }

    static Said succeeded(Trace trace, Agent agent, EventId id, Life life) {
        Doc fields = ended(trace, agent, id, life).text("status", "success").score("quality_score", life.quality);
        return new Said(EXECUTIONS, id, trace.correlationId(), closing(fields, trace));
    }

    static Said failed(Trace trace, Agent agent, EventId id, Life life, Mishap mishap) {
        Doc fields = ended(trace, agent, id, life)
                .text("status", "error")
                .text("error_type", mishap.type())
                .text("error_message", mishap.in(trace.request()));
        return new Said(EXECUTIONS, id, trace.correlationId(), closing(fields, trace));
    }

    static Said cancelled(Trace trace, Agent agent, EventId id, Life life) {
        Doc fields = ended(trace, agent, id, life)
                .text("status", "cancelled")
                .text("error_type", "LoopDetected")
                .text("error_message", "Stopped by the supervisor: the same call failed again and again");
        return new Said(EXECUTIONS, id, trace.correlationId(), closing(fields, trace));
    }

    private static Doc ended(Trace trace, Agent agent, EventId id, Life life) {
        return opening(id, trace)
                .text("execution_id", life.executionId)
                .text("agent_name", agent.name())
                .ago("started_at", life.millis)
                .ago("completed_at", 0)
                .span("duration_ms", life.millis);
    }
}
