package dev.agentbus.sink.postgres.history;

/// Counts over the tables of the agents' topics. What an event says of its success comes first,
/// then what its type says; the live view counts alike.
final class AggregateSql {
    private static final String ACTION_SUCCEEDED = "coalesce(t.success, t.action_type = 'success')";
    private static final String ACTION_FAILED = "coalesce(not t.success, t.action_type = 'error')";
    private static final String DECISION_OUTCOME = "coalesce(t.execution_succeeded, t.actual_success)";

    static final String AGENTS = """
            with acted as (
                select t.agent_name as agent, count(*) as actions,
                    count(*) filter (where %1$s) as successes, count(*) filter (where %2$s) as failures,
                    avg(t.duration_ms) as mean_millis,
                    percentile_disc(array[0.5, 0.95, 0.99]) within group (order by t.duration_ms) as percentiles,
                    max(t.created_at) as last_seen
                from agent_actions t where t.created_at >= ? and t.agent_name is not null group by 1),
            chosen as (
                select t.selected_agent as agent, count(*) as decisions,
                    count(*) filter (where %3$s) as successes, count(*) filter (where not %3$s) as failures,
                    avg(t.routing_time_ms) as mean_routing, avg(t.confidence_score) as mean_confidence,
                    max(t.created_at) as last_seen
                from agent_routing_decisions t where t.created_at >= ? and t.selected_agent is not null group by 1)
            select agent, coalesce(actions, 0) as actions, coalesce(decisions, 0) as decisions,
                coalesce(acted.successes, 0) + coalesce(chosen.successes, 0) as successes,
                coalesce(acted.failures, 0) + coalesce(chosen.failures, 0) as failures,
                mean_routing, mean_confidence, mean_millis,
                percentiles[1] as p50, percentiles[2] as p95, percentiles[3] as p99,
                greatest(acted.last_seen, chosen.last_seen) as last_seen
            from acted full outer join chosen using (agent) order by agent""".formatted(ACTION_SUCCEEDED, ACTION_FAILED, DECISION_OUTCOME);

    static final String STRATEGIES = """
            select t.routing_strategy as strategy, count(*) as count from agent_routing_decisions t
            where t.created_at >= ? and t.routing_strategy is not null group by 1 order by 2 desc, 1""";

    static final String TRANSFORMATIONS = """
            select t.source_agent as source, t.target_agent as target, count(*) as count,
                avg(t.confidence_score) as mean_confidence, avg(t.transformation_duration_ms) as mean_millis,
                count(*) filter (where t.success) as successes, count(*) filter (where not t.success) as failures
            from agent_transformation_events t where t.created_at >= ? group by 1, 2 order by 3 desc, 1, 2""";

    /// Buckets begin at midnight UTC.
    static final String OPERATIONS = """
            select date_bin(cast(? as interval), t.created_at, timestamptz '2000-01-01 00:00:00+00') as start,
                t.action_type, count(*) as count
            from agent_actions t where t.created_at >= ? group by 1, 2 order by 1, 2""";

    static final String TRACE_ACTIONS = """
            select count(*) as events, 0 as decisions, count(*) as actions,
                count(*) filter (where %s) as errors, coalesce(sum(t.duration_ms), 0) as millis""".formatted(ACTION_FAILED);

    static final String TRACE_DECISIONS = """
            select count(*) as events, count(*) as decisions, 0 as actions,
                count(*) filter (where not %s) as errors, coalesce(sum(t.routing_time_ms), 0) as millis""".formatted(DECISION_OUTCOME);

    /// With two conditions that mean failure.
    static final String TRACE_OTHERS = """
            select count(*) as events, 0 as decisions, 0 as actions,
                count(*) filter (where %s or %s) as errors, 0 as millis""";

    private AggregateSql() {}
}
