package dev.agentbus.process.replay;

import dev.agentbus.process.BatchSink;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What this process can replay into.
///
/// @param store empty where nothing is written
/// @param groups sinks with positions of their own, by the group that reads for them
/// @param views empty where nothing is shown
public record ReplayTargets(Optional<Store> store, Map<String, Store> groups, Optional<ReplayViews> views) {
    public ReplayTargets {
        groups = Map.copyOf(groups);
    }

    public ReplayTargets(Optional<Store> store, Optional<ReplayViews> views) {
        this(store, Map.of(), views);
    }

    /// A sink that keeps positions.
    ///
    /// @param rejoin told the group whose positions were moved, so that its workers in this process
    ///     don't first have to be fenced
    public record Store(BatchSink sink, GroupPositions positions, Consumer<String> rejoin) {}
}
