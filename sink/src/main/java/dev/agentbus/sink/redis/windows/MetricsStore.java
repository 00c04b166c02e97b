package dev.agentbus.sink.redis.windows;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.replay.GroupPositions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where windows are kept, and beside them the positions that follow from them. All calls block; any
/// thread.
///
/// Every method throws [dev.agentbus.events.TransientFailure] when the store can't do it now.
public sealed interface MetricsStore extends GroupPositions, AutoCloseable
        permits MemoryMetricsStore, RedisMetricsStore {
    /// Whether it answers.
    void check();

    /// Takes partitions over: from now on no older claim can change anything for them.
    Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions);

    /// Carries a change out, whole or not at all.
    ///
    /// @throws dev.agentbus.process.Unanswered when it is open whether it was
    Answer apply(Change change);

    /// Whether a change with these advances could be written now.
    boolean rehearse(ConsumerId consumer, List<Advance> advances);

    /// What is kept of these windows, in their order: the totals of some topics.
    List<StoredWindow> totals(List<WindowId> windows, Collection<TopicName> topics);

    /// What is kept of these windows, in their order: every total and every series.
    List<StoredWindow> all(List<WindowId> windows);

    /// Shows figures under keys of their own, for whoever reads keys.
    void show(Map<String, String> figures, Duration kept);

    @Override
    void close();
}
