package dev.agentbus.process.replay;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.ConsumerId;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/// Sets a group's positions back, and watches its own workers come again to where they were.
final class RewindWork implements Work {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    private final ConsumerId consumer;
    private final ReplayLog.Replaying replaying;
    private final ReplayTargets.Store store;
    private volatile String waitsFor = "";

    /// @param replaying its plan: from where each position is set back to, to where it was
    RewindWork(ConsumerId consumer, ReplayLog.Replaying replaying, ReplayTargets.Store store) {
        this.consumer = consumer;
        this.replaying = replaying;
        this.store = store;
    }

    @Override
    public void run() {
        store.rejoin().accept(consumer.group());
        while (!replaying.gate().ended() && !isBack()) {
            replaying.gate().rest(LOOK_INTERVAL);
        }
    }

    private boolean isBack() {
        Map<LogPartition, OffsetRange> ranges = replaying.plan().ranges();
        try {
            Map<LogPartition, Long> positions = store.positions().of(consumer);
            waitsFor = "";
            ranges.keySet()
                    .forEach(partition -> replaying.counts().reached(partition, positions.getOrDefault(partition, 0L)));
            return replaying.counts().read() == replaying.counts().total();
        } catch (TransientFailure e) {
            waitsFor = Objects.requireNonNullElse(e.getMessage(), "the sink");
            return false;
        }
    }

    @Override
    public String waitsFor() {
        return waitsFor;
    }
}
