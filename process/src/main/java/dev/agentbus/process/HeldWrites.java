package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When a sink that holds events back has to write them: now and then, and once at the end. Owned by
/// the worker's thread, save for [#write].
final class HeldWrites {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final @Nullable HoldingSink sink;
    private long next;
    private boolean finished;

    HeldWrites(BatchSink sink, long now) {
        this.sink = sink instanceof HoldingSink holding ? holding : null;
        this.next = now;
    }

    boolean due(long now) {
        return sink != null && now - next >= 0;
    }

    /// Whether something is still to be written before the worker may go.
    boolean unfinished() {
        return sink != null && !finished;
    }

    /// On the lane.
    StoreOutcome write(Set<LogPartition> owned) {
        return required().writeDue(owned);
    }

    /// On the lane.
    StoreOutcome writeAll(Set<LogPartition> owned) {
        return required().writeAll(owned);
    }

    void written(long now) {
        next = now + INTERVAL.toNanos();
    }

    void finished() {
        finished = true;
    }

    private HoldingSink required() {
        HoldingSink known = sink;
        if (known == null) {
            throw new IllegalStateException("Cannot write: the sink holds nothing back, got: no HoldingSink");
        }
        return known;
    }
}
