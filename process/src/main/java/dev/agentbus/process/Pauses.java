package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which partitions are paused, and why: each reason is set and cleared by its owner alone, so that
/// one never resumes what another has paused. Owned by the worker's thread.
final class Pauses {
    private final Map<LogPartition, EnumSet<PauseReason>> reasons = new TreeMap<>();
    private final Set<LogPartition> applied = new HashSet<>();

    void own(LogPartition partition) {
        reasons.putIfAbsent(partition, EnumSet.noneOf(PauseReason.class));
    }

    void forget(Collection<LogPartition> partitions) {
        partitions.forEach(reasons::remove);
        applied.removeAll(partitions);
    }

    void set(LogPartition partition, PauseReason reason, boolean paused) {
        EnumSet<PauseReason> own = reasons.get(partition);
        if (own == null) {
            return;
        }
        if (paused) {
            own.add(reason);
        } else {
            own.remove(reason);
        }
    }

    void setAll(PauseReason reason, boolean paused) {
        reasons.keySet().forEach(partition -> set(partition, reason, paused));
    }

    Set<PauseReason> of(LogPartition partition) {
        EnumSet<PauseReason> own = reasons.get(partition);
        return own == null ? Set.of() : Set.copyOf(own);
    }

    /// Tells the reader what has changed since the last time.
    void apply(LogReader reader) {
        Set<LogPartition> pause = new HashSet<>();
        Set<LogPartition> resume = new HashSet<>();
        reasons.forEach((partition, own) -> {
            if (!own.isEmpty() && applied.add(partition)) {
                pause.add(partition);
            } else if (own.isEmpty() && applied.remove(partition)) {
                resume.add(partition);
            }
        });
        if (!pause.isEmpty()) {
            reader.pause(pause);
        }
        if (!resume.isEmpty()) {
            reader.resume(resume);
        }
    }

    /// Tells the reader everything: after a rebalance partitions may have come back unpaused.
    void applyAgain(LogReader reader) {
        applied.clear();
        apply(reader);
    }
}
