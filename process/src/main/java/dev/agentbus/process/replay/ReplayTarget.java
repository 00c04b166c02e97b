package dev.agentbus.process.replay;

import java.time.Duration;

/// Where replayed events go.
public sealed interface ReplayTarget {
    /// Through the sink, read by a fresh group: what is missing there comes back, what is there is
    /// counted as a duplicate.
    record NewGroup() implements ReplayTarget {}

    /// To where they went before: the group's positions are set back, and its own workers go on from
    /// there to the log's end.
    record ExistingGroup(String group) implements ReplayTarget {}

    /// Into a view of its own, kept for a while after the last event.
    record ThrowAwayView(Duration keep) implements ReplayTarget {
        public static final Duration DEFAULT_KEEP = Duration.ofMinutes(15);
        static final Duration MAX_KEEP = Duration.ofHours(24);

        public ThrowAwayView {
            if (keep.isNegative() || keep.compareTo(MAX_KEEP) > 0) {
                throw RefusedReplay.invalid("a view is kept for at most " + MAX_KEEP, keep);
            }
        }
    }
}
