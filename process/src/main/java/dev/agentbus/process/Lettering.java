package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.Position;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The dead letters of one membership: each record's is written once, before its position moves. Those
/// of records that come later are written along, so that not every batch with a bad record waits for
/// the log. One thread at a time.
final class Lettering {
    private final WorkerParts parts;
    private final Set<Position> written = new HashSet<>();

    Lettering(WorkerParts parts) {
        this.parts = parts;
    }

    boolean isDue(List<Entry> part) {
        return part.stream().anyMatch(entry -> entry instanceof Entry.Hopeless && !written.contains(entry.position()));
    }

    /// @param ahead what is written along if anything of `part` is due
    /// @throws dev.agentbus.events.TransientFailure when one may not be durable
    void write(List<Entry> part, List<Entry.Hopeless> ahead) {
        if (!isDue(part)) {
            return;
        }
        Map<Position, Entry.Hopeless> due = new LinkedHashMap<>();
        Stream.concat(part.stream(), ahead.stream()).forEach(entry -> {
            if (entry instanceof Entry.Hopeless hopeless && !written.contains(entry.position())) {
                due.put(entry.position(), hopeless);
            }
        });
        parts.deadLetters().append(List.copyOf(due.values()));
        due.forEach((position, entry) -> {
            written.add(position);
            parts.counters().deadLettered(entry.partition().topic());
        });
    }

    /// Their positions have moved: they will not come again.
    void forget(List<Entry> done) {
        if (!written.isEmpty()) {
            done.forEach(entry -> written.remove(entry.position()));
        }
    }

    void drop(Set<LogPartition> partitions) {
        written.removeIf(position -> partitions.contains(position.partition()));
    }
}
