package dev.agentbus.process;

import dev.agentbus.log.LogRecord;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which records of one partition are done, when they are done out of order: the position is the
/// first one that is not, and what is done beyond it is remembered, in memory and, by way of
/// [Progress], across restarts. Offsets that never come (compacted away, markers of transactions) hold
/// nothing up. Owned by the worker's thread.
final class OffsetTracker {
    private final TreeSet<Long> open = new TreeSet<>();
    /// What a former life knew of records that are still to come.
    private final NavigableMap<Long, Progress.Open> expected = new TreeMap<>();
    /// Everything below it that is neither open nor expected is done.
    private long end;

    OffsetTracker(Progress progress) {
        this.end = progress.end();
        progress.open().forEach(each -> expected.put(each.offset(), each));
    }

    /// Takes note of a record that was read.
    ///
    /// @return what is known of it; empty when a former life has done it
    Optional<Progress.Open> take(LogRecord record) {
        long offset = record.offset();
        expected.headMap(offset, false).clear();
        Progress.Open known = expected.remove(offset);
        if (known == null && offset < end) {
            return Optional.empty();
        }
        open.add(offset);
        end = Math.max(end, offset + 1);
        return Optional.of(known == null ? Progress.Open.untried(offset) : known);
    }

    void done(long offset) {
        if (!open.remove(offset)) {
            throw new IllegalStateException("Cannot be done with record: it is not open, got: " + offset);
        }
    }

    /// The offset of the first record that is not done.
    long position() {
        long first = open.isEmpty() ? end : open.first();
        return expected.isEmpty() ? first : Math.min(first, expected.firstKey());
    }

    int open() {
        return open.size();
    }

    /// @param tried those of the open records that were tried before, by offset
    Progress progress(NavigableMap<Long, Progress.Open> tried) {
        TreeMap<Long, Progress.Open> all = new TreeMap<>(expected);
        open.forEach(offset -> all.put(offset, tried.getOrDefault(offset, Progress.Open.untried(offset))));
        return new Progress(position(), end, List.copyOf(all.values()));
    }
}
