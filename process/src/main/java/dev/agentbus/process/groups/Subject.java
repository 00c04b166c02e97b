package dev.agentbus.process.groups;

import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.GroupAdmin.Bounds;
import dev.agentbus.log.GroupAdmin.GroupState;
import dev.agentbus.log.GroupAdmin.Member;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.PartitionNote;
import dev.agentbus.process.PartitionStatus;
import dev.agentbus.process.PauseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One partition of one group before its lag is known: where the group stands, who says so, and
/// what is said to be in the way.
record Subject(
        String group,
        LogPartition partition,
        Look.Source source,
        OptionalLong position,
        Optional<String> member,
        Set<String> reasons) {
    /// Everything the group has a position in, or reads.
    ///
    /// @param own what our workers in this process show, by partition
    static List<Subject> of(GroupState state, Map<LogPartition, PartitionStatus> own) {
        Map<LogPartition, String> readers = new TreeMap<>();
        for (Member member : state.members()) {
            member.partitions().forEach(partition -> readers.put(partition, member.id()));
        }
        TreeSet<LogPartition> partitions = new TreeSet<>(readers.keySet());
        partitions.addAll(state.commits().keySet());
        partitions.addAll(own.keySet());
        List<Subject> subjects = new ArrayList<>();
        for (LogPartition partition : partitions) {
            Optional<String> reader = Optional.ofNullable(readers.get(partition));
            subjects.add(of(state.group(), partition, reader, state.commits().get(partition), own.get(partition)));
        }
        return subjects;
    }

    private static Subject of(
            String group,
            LogPartition partition,
            Optional<String> reader,
            @Nullable CommittedPosition commit,
            @Nullable PartitionStatus own) {
        Set<String> reasons = new TreeSet<>();
        if (own != null) {
            own.pauses().stream().map(PauseReason::text).forEach(reasons::add);
            if (own.position().isPresent() || commit == null) {
                return new Subject(group, partition, Look.Source.WORKER, own.position(), reader, reasons);
            }
        } else if (commit != null && reader.isPresent()) {
            reasons.addAll(PartitionNote.parse(commit.note()).reasons());
        }
        OptionalLong position = commit == null ? OptionalLong.empty() : OptionalLong.of(commit.next());
        return new Subject(group, partition, Look.Source.LOG, position, reader, reasons);
    }

    /// With what its partition holds: a worker of ours begins at the beginning.
    Subject within(Bounds bounds) {
        OptionalLong known =
                position.isEmpty() && source == Look.Source.WORKER ? OptionalLong.of(bounds.beginning()) : position;
        TreeSet<String> more = new TreeSet<>(reasons);
        if (known.isPresent() && known.getAsLong() > bounds.end()) {
            more.add(PauseReason.OUT_OF_RANGE.text());
        } else if (known.isPresent() && known.getAsLong() < bounds.beginning()) {
            more.add(GroupMonitor.LOST_TO_RETENTION);
        }
        return new Subject(group, partition, source, known, member, more);
    }

    /// Where reading can go on: what retention has taken is no work any more.
    OptionalLong next(Bounds bounds) {
        return position.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(position.getAsLong(), bounds.beginning()));
    }
}
