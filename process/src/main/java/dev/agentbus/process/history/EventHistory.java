package dev.agentbus.process.history;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.codec.DecodedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Stored events, for questions that reach further back than memory. Safe for any thread; calls
/// block.
///
/// Every call throws [dev.agentbus.events.TransientFailure] when the store cannot be reached or is
/// too slow.
public interface EventHistory {
    /// What one agent did.
    ///
    /// @param meanRoutingMillis of the decisions that chose it; NaN when there is none
    /// @param meanConfidence of the same; NaN when there is none
    /// @param p50Millis of its actions; NaN, as the other two, when none said how long it took
    record AgentCounts(
            String agent,
            long actions,
            long decisions,
            long successes,
            long failures,
            double meanRoutingMillis,
            double meanConfidence,
            double meanMillis,
            double p50Millis,
            double p95Millis,
            double p99Millis,
            Instant lastSeen) {}

    /// How often a strategy decided.
    record StrategyCount(String strategy, long count) {}

    /// What happened between two agents.
    ///
    /// @param meanConfidence NaN when none said any; so `meanMillis`
    /// @param successes of those that said how they went
    record PairCounts(
            String source,
            String target,
            long count,
            double meanConfidence,
            double meanMillis,
            long successes,
            long failures) {}

    /// Actions of one type within one span of time.
    record OperationCount(Instant start, String actionType, long count) {}

    /// In which order a trace is read.
    enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }

    /// One page of a trace.
    ///
    /// @param offset how many events are passed over
    record Page(Order order, int limit, int offset) {}

    /// What a whole trace amounts to.
    ///
    /// @param errors events that said they failed
    /// @param totalMillis of the actions and decisions that said how long they took
    record TraceCounts(long events, long decisions, long actions, long errors, long totalMillis) {}

    /// The trace's events of every topic that has a table, by time.
    List<DecodedEvent> trace(CorrelationId id, Page page);

    TraceCounts countTrace(CorrelationId id);

    /// The agent's newest actions since then, newest first.
    List<DecodedEvent> actionsOf(String agent, Instant since, int limit);

    /// The agents seen since then, by name.
    List<AgentCounts> agents(Instant since);

    List<StrategyCount> strategies(Instant since);

    /// By count, highest first.
    List<PairCounts> transformations(Instant since);

    /// By start, then type.
    ///
    /// @param span length of one bucket, which divides a day
    List<OperationCount> operations(Instant since, Duration span);
}
