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
/// one never resumes what another has paused. A reason stands for single partitions or for all of them. Owned by
/// the worker's thread.
final class Pauses {
    private final Map<LogPartition, EnumSet<PauseReason>> reasons = new TreeMap<>();
    private final Set<PauseReason> everywhere = EnumSet.noneOf(PauseReason.class);
    private final Set<LogPartition> applied = new HashSet<>();
    /// Since the reader was told.
    private boolean changed;

    void own(LogPartition partition) {
        reasons.putIfAbsent(partition, EnumSet.noneOf(PauseReason.class));
        changed = true;
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
        changed |= paused ? own.add(reason) : own.remove(reason);
    }

    /// Also for partitions that come later.
    void setAll(PauseReason reason, boolean paused) {
        changed |= paused ? everywhere.add(reason) : everywhere.remove(reason);
    }

    Set<PauseReason> of(LogPartition partition) {
        EnumSet<PauseReason> own = reasons.get(partition);
        if (own == null) {
            return Set.of();
        }
        EnumSet<PauseReason> all = EnumSet.copyOf(own);
        all.addAll(everywhere);
        return all;
    }

    boolean anyFlows() {
        return everywhere.isEmpty() && reasons.values().stream().anyMatch(EnumSet::isEmpty);
    }

    /// Tells the reader what has changed since the last time. Asked for after each poll, so nothing is gone through
    /// when nothing has.
    void apply(LogReader reader) {
        if (!changed) {
            return;
        }
        Set<LogPartition> pause = new HashSet<>();
        Set<LogPartition> resume = new HashSet<>();
        reasons.forEach((partition, own) -> {
            boolean flows = own.isEmpty() && everywhere.isEmpty();
            if (!flows && applied.add(partition)) {
                pause.add(partition);
            } else if (flows && applied.remove(partition)) {
                resume.add(partition);
            }
        });
        if (!pause.isEmpty()) {
            reader.pause(pause);
        }
        if (!resume.isEmpty()) {
            reader.resume(resume);
        }
        changed = false;
    }

    /// Tells the reader everything: after a rebalance partitions may have come back unpaused.
    void applyAgain(LogReader reader) {
        applied.clear();
        changed = true;
        apply(reader);
    }
}
