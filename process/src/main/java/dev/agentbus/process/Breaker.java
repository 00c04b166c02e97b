package dev.agentbus.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Tells a destination that is down from events that fail, when the destination can't be asked: as
/// soon as events of [#KEYS] different keys have failed and none has passed between, it is down. Then
/// one event at a time is tried as a probe, each time of another key, until one passes. Times are
/// readings of one monotonic clock, in nanoseconds. Owned by the worker's thread.
final class Breaker {
    static final int KEYS = 3;

    private final BackOff backOff;
    private final Map<KeyQueue, Integer> failedSinceSuccess = new HashMap<>();
    private final Set<KeyQueue> probed = new HashSet<>();
    private boolean open;

    Breaker(BackOff backOff) {
        this.backOff = backOff;
    }

    boolean open() {
        return open;
    }

    /// Whether a probe may go out while it is open.
    boolean mayProbe(long now) {
        return backOff.mayTry(now);
    }

    long nanosUntilProbe(long now) {
        return open ? backOff.nanosUntilTry(now) : Long.MAX_VALUE;
    }

    /// Whether every one of `keys` keys has been probed in vain: another one is needed to tell.
    boolean needsOtherKeys(int keys) {
        return open && probed.size() >= keys;
    }

    void succeeded() {
        open = false;
        backOff.succeeded();
        failedSinceSuccess.clear();
        probed.clear();
    }

    /// Counts a failure. If it is one too many it is the destination's, and what the failures since
    /// the last success have counted against their events is taken back.
    ///
    /// @return whether it is the destination's
    boolean trips(KeyQueue queue) {
        failedSinceSuccess.merge(queue, 1, Integer::sum);
        if (failedSinceSuccess.size() < KEYS) {
            return false;
        }
        failedSinceSuccess.merge(queue, -1, Integer::sum);
        failedSinceSuccess.forEach(KeyQueue::forgive);
        return true;
    }

    /// The destination is certainly down, or a probe has failed.
    void down(KeyQueue probe, long now) {
        boolean waiting = open && !backOff.mayTry(now);
        failedSinceSuccess.clear();
        open = true;
        probed.add(probe);
        if (!waiting) {
            backOff.failed(now);
        }
    }

    void forget(KeyQueue queue) {
        failedSinceSuccess.remove(queue);
        probed.remove(queue);
    }
}
