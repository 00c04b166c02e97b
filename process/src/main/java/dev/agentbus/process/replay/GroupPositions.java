package dev.agentbus.process.replay;

import dev.agentbus.log.LogPartition;
import dev.agentbus.process.ConsumerId;
import java.util.Map;

/// The positions that a sink keeps beside its data. Any thread; calls block, and throw
/// [dev.agentbus.events.TransientFailure] when the sink can't be reached.
public interface GroupPositions {
    /// Where the group stands; without the partitions of which nothing is stored.
    Map<LogPartition, Long> of(ConsumerId consumer);

    /// Sets positions back, all of them or none; one that is behind already stays. Whoever works for
    /// the group is fenced.
    ///
    /// @return the positions before, of those that were set back
    Map<LogPartition, Long> setBack(ConsumerId consumer, Map<LogPartition, Long> to);

    /// Forgets a group that will not come back.
    void forget(ConsumerId consumer);
}
