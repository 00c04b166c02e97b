package dev.agentbus.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The whole state between two batches. Immutable: what is read from one snapshot fits together.
///
/// @param sequence how many live events had been published when it was taken
/// @param metrics agents seen within the window
/// @param newest newest events by topic
/// @param queries the router's queries; a cache hit counts as success
record Snapshot(
        long sequence,
        List<AgentMetrics> metrics,
        Map<String, TimeLine.View> newest,
        Map<String, Integer> strategies,
        Map<Pair, PairTally> pairs,
        PairTally queries,
        List<OperationsHour> operations,
        Map<String, Integer> topics,
        Counters counters) {
    /// How the folding goes.
    ///
    /// @param folded events folded since the start
    /// @param duplicates events left out because their id was seen before
    /// @param tooOld events left out because they are older than the window
    record Counters(long folded, long duplicates, long tooOld, int ids, int traces, long traceBytes) {}

    static final Snapshot EMPTY = new Snapshot(
            0,
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            PairTally.NONE,
            List.of(),
            Map.of(),
            new Counters(0, 0, 0, 0, 0, 0));

    TimeLine.View newest(Kind kind) {
        return newest(kind.topic());
    }

    TimeLine.View newest(String topic) {
        return newest.getOrDefault(topic, TimeLine.View.EMPTY);
    }

    @Nullable
    AgentMetrics agent(String name) {
        for (AgentMetrics metric : metrics) {
            if (metric.agent().equals(name)) {
                return metric;
            }
        }
        return null;
    }
}
