package dev.agentbus.ingest.sdk;

/// Drafts of the ten events that tell what agents do. What an event must have is asked for here;
/// the rest is added to the draft.
///
/// ```java
/// publisher.publish(AgentEvents.action("coder", ActionType.TOOL_CALL, "Read")
///         .correlationId(trace)
///         .durationMs(12));
/// ```
public final class AgentEvents {
    private AgentEvents() {}

    /// What an agent did: a tool call, a decision, an error, a success.
    public static AgentAction action(String agentName, ActionType actionType, String actionName) {
        return new AgentAction(agentName, actionType, actionName);
    }

    /// Which agent a request was given to, and why.
    public static RoutingDecision routingDecision(
            String selectedAgent, double confidenceScore, String routingStrategy) {
        return new RoutingDecision(selectedAgent, confidenceScore, routingStrategy);
    }

    /// One agent handing over to another.
    public static Transformation transformation(String sourceAgent, String targetAgent, String transformationReason) {
        return new Transformation(sourceAgent, targetAgent, transformationReason);
    }

    /// How long routing took, and what the cache did.
    public static PerformanceMetric performanceMetric(String queryText, long routingDurationMs, boolean cacheHit) {
        return new PerformanceMetric(queryText, routingDurationMs, cacheHit);
    }

    /// A request for which no agent, or the wrong one, was found.
    public static DetectionFailure detectionFailure(String userRequest, String failureReason) {
        return new DetectionFailure(userRequest, failureReason);
    }

    /// The life of one execution: begun, succeeded, failed, cancelled. Several events tell one life
    /// under one execution id.
    public static ExecutionLog executionLog(String executionId, String agentName, ExecutionStatus status) {
        return new ExecutionLog(executionId, agentName, status);
    }

    /// One task from prompt to end, with its steps.
    public static TaskExecution taskExecution(String agentName, boolean success) {
        return new TaskExecution(agentName, success);
    }

    /// What a run did to one file, and how good it is.
    public static CodeQuality codeQuality(String filePath) {
        return new CodeQuality(filePath);
    }

    /// A way of working that succeeded, ready to be used again.
    public static SuccessPattern successPattern(String patternId, String patternName) {
        return new SuccessPattern(patternId, patternName);
    }

    /// A failure, its cause and what cured it.
    public static FailurePattern failurePattern(String failureId, String failureType) {
        return new FailurePattern(failureId, failureType);
    }
}
