package dev.agentbus.process.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How far a redrive is.
///
/// @param selected letters it is about
/// @param items what became of those that are done, in order
/// @param message why it ended early; empty otherwise
public record RedriveProgress(
        String id,
        RedriveRequest request,
        State state,
        int selected,
        List<RedriveItem> items,
        Instant startedAt,
        Optional<Instant> endedAt,
        String message) {
    /// Where a redrive is.
    public enum State {
        RUNNING,
        DONE,
        CANCELLED,
        /// Ended early; what is done stays done, the rest can be redriven again.
        FAILED
    }

    public RedriveProgress {
        items = List.copyOf(items);
    }

    /// How many of the items ended so.
    public long count(Class<? extends Outcome> kind) {
        return items.stream().filter(item -> kind.isInstance(item.outcome())).count();
    }
}
