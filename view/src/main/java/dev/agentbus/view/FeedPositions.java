package dev.agentbus.view;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far the feed has read, by partition. The feed's thread alone.
final class FeedPositions {
    /// The last offsets before an end may hold no record (transaction marks, compaction); silence
    /// then says it is reached.
    private static final int ENOUGH_EMPTY_POLLS = 20;

    /// The next offset to read.
    private final Map<LogPartition, Long> next = new HashMap<>();
    /// Ends seen when a partition was first met and not yet reached.
    private final Map<LogPartition, Long> history = new HashMap<>();
    /// Ends of the log at `checkedAt`, as far as they are not reached yet.
    private final Map<LogPartition, Long> ahead = new HashMap<>();

    private int emptyPolls;
    private @Nullable Instant checkedAt;
    private @Nullable Instant asOf;

    List<LogPartition> unknownOf(List<LogPartition> found) {
        return found.stream().filter(partition -> !next.containsKey(partition)).toList();
    }

    /// Takes a partition up: from `start` on, with what lies before `end` as history.
    void take(LogPartition partition, long start, long end) {
        next.put(partition, start);
        if (start < end) {
            history.put(partition, end);
        }
    }

    void assignTo(LogReader reader) {
        reader.assign(next.keySet());
        next.forEach(reader::seek);
    }

    /// Whether what the log held at the start is still being read.
    boolean inHistory() {
        return !history.isEmpty();
    }

    void polled(List<LogRecord> records) {
        emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
        if (emptyPolls >= ENOUGH_EMPTY_POLLS) {
            history.clear();
        }
    }

    /// @return whether the record came after the start
    boolean pass(LogRecord record) {
        LogPartition partition = record.partition();
        long end = history.getOrDefault(partition, Long.MIN_VALUE);
        next.put(partition, record.offset() + 1);
        if (record.offset() + 1 >= end) {
            history.remove(partition);
        }
        return record.offset() >= end;
    }

    /// Finds the newest moment of which everything is read: notes where the log ends, and when that
    /// is passed, it was the moment of the note.
    void settle(LogReader reader, Instant now) {
        Map<LogPartition, Long> lag = reader.lag();
        ahead.entrySet().removeIf(end -> isPassed(end.getKey(), end.getValue(), lag));
        if (!ahead.isEmpty()) {
            return;
        }
        asOf = checkedAt;
        checkedAt = now.minus(reader.silence());
        lag.forEach((partition, records) -> {
            if (records > 0) {
                ahead.put(partition, next.getOrDefault(partition, 0L) + records);
            }
        });
        if (ahead.isEmpty()) {
            asOf = checkedAt;
        }
    }

    /// Null before everything was read for the first time.
    @Nullable
    Instant asOf() {
        return asOf;
    }

    /// Offsets without records count as passed when nothing waits.
    private boolean isPassed(LogPartition partition, long end, Map<LogPartition, Long> lag) {
        return next.getOrDefault(partition, 0L) >= end || lag.getOrDefault(partition, 1L) == 0;
    }
}
