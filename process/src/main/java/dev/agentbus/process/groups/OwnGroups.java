package dev.agentbus.process.groups;

import dev.agentbus.log.GroupAdmin.GroupState;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.PartitionNote;
import dev.agentbus.process.PartitionStatus;
import dev.agentbus.process.WorkerStatus;
import dev.agentbus.process.WorkerStatus.LastError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What the workers of this process show of themselves: more, and sooner, than the log knows.
record OwnGroups(List<WorkerStatus> workers) {
    OwnGroups {
        workers = List.copyOf(workers);
    }

    Map<LogPartition, PartitionStatus> partitions(String group) {
        Map<LogPartition, PartitionStatus> partitions = new TreeMap<>();
        of(group)
                .flatMap(worker -> worker.partitions().stream())
                .forEach(status -> partitions.put(status.partition(), status));
        return partitions;
    }

    /// Whether one of ours is, or is about to be, a member.
    boolean alive(String group) {
        return of(group).anyMatch(worker -> switch (worker.state()) {
            case NEW, JOINING, RUNNING, WAITING -> true;
            case STOPPED, FAILED -> false;
        });
    }

    /// With those of ours that the log does not know yet.
    List<GroupState> complete(List<GroupState> known) {
        Map<String, GroupState> all = new TreeMap<>();
        workers.forEach(worker -> all.put(worker.group(), new GroupState(worker.group(), List.of(), Map.of())));
        known.forEach(state -> all.put(state.group(), state));
        return new ArrayList<>(all.values());
    }

    /// As long as the log has never been asked.
    List<GroupStanding> unseen() {
        return complete(List.of()).stream()
                .map(state -> standing(state, List.of()))
                .toList();
    }

    GroupStanding standing(GroupState state, List<PartitionStanding> partitions) {
        Set<String> reasons = new TreeSet<>();
        Verdict verdict = Verdict.OK;
        for (WorkerStatus worker : of(state.group()).toList()) {
            if (worker.state() == WorkerStatus.State.FAILED) {
                reasons.add(GroupMonitor.FAILED);
                verdict = Verdict.WARN;
            } else if (worker.state() == WorkerStatus.State.JOINING
                    && state.members().isEmpty()) {
                reasons.add(GroupMonitor.JOINING);
                verdict = Verdict.WARN;
            }
        }
        return GroupStanding.of(state.group(), verdict, reasons, lastError(state), state.members(), partitions);
    }

    /// The newest of what our workers here say, and what those elsewhere left in the log.
    private Optional<LastError> lastError(GroupState state) {
        Stream<LastError> here = of(state.group()).flatMap(worker -> worker.lastError().stream());
        Stream<LastError> elsewhere = state.commits().values().stream()
                .flatMap(commit -> PartitionNote.parse(commit.note()).error().stream());
        return Stream.concat(here, elsewhere).max(Comparator.comparing(LastError::time));
    }

    private Stream<WorkerStatus> of(String group) {
        return workers.stream().filter(worker -> worker.group().equals(group));
    }
}
