package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the record that kills the process. What is in hand is marked in a [MarkFile], which
/// outlives the process; whatever is still marked at the next start was in hand when the last one
/// died. Such records are handled one at a time, so that a further death names a single one; after
/// [#MAX_STARTS] deaths it is given up.
///
/// A death that had nothing to do with the records costs only that they are handled singly once. Safe
/// for any thread.
final class CrashGuard implements AutoCloseable {
    /// Deaths with one and the same record in hand.
    static final int MAX_STARTS = 3;

    /// Records of one partition that were in hand together, both offsets included.
    record Span(LogPartition partition, long first, long last) {
        boolean covers(LogPartition other, long offset) {
            return partition.equals(other) && first <= offset && offset <= last;
        }

        static Span of(LogRecord record) {
            return new Span(record.partition(), record.offset(), record.offset());
        }

        static List<Span> of(Collection<LogRecord> records) {
            Map<LogPartition, Span> spans = new HashMap<>();
            for (LogRecord record : records) {
                spans.merge(
                        record.partition(),
                        of(record),
                        (a, b) -> new Span(a.partition, Math.min(a.first, b.first), Math.max(a.last, b.last)));
            }
            return List.copyOf(spans.values());
        }
    }

    /// Records that were in hand at a death, and how many deaths that were.
    record Suspicion(Span span, int deaths) {}

    private final MarkFile file;
    private final List<Suspicion> suspicions;

    private CrashGuard(MarkFile file, List<Suspicion> suspicions) {
        this.file = file;
        this.suspicions = new ArrayList<>(suspicions);
    }

    /// Takes over what the last process left behind.
    static CrashGuard open(MarkFile file) {
        List<Suspicion> known = file.suspicions();
        List<Suspicion> now = new ArrayList<>(known);
        for (Span left : file.marks()) {
            int before = known.stream()
                    .filter(suspicion -> suspicion.span().covers(left.partition(), left.first()))
                    .mapToInt(Suspicion::deaths)
                    .max()
                    .orElse(0);
            now.removeIf(suspicion -> suspicion.span().equals(left));
            now.add(new Suspicion(left, before + 1));
        }
        file.keep(now);
        file.clearAll();
        return new CrashGuard(file, now);
    }

    /// How many deaths this record was in hand at.
    synchronized int deaths(LogRecord record) {
        int most = 0;
        for (Suspicion suspicion : suspicions) {
            if (suspicion.span().covers(record.partition(), record.offset())) {
                most = Math.max(most, suspicion.deaths());
            }
        }
        return most;
    }

    /// Marks the records as in hand until [#release] is called with the same number.
    ///
    /// @return the number of the mark
    synchronized int take(Collection<LogRecord> records) {
        return file.mark(Span.of(records));
    }

    /// Marks one record as in hand until [#release] is called with the same number.
    synchronized int take(LogRecord record) {
        return file.mark(List.of(Span.of(record)));
    }

    /// They have come to an end that the process survived.
    synchronized void release(int mark) {
        file.clear(mark);
    }

    /// These records are done: nothing more is held against them.
    synchronized void acquit(LogPartition partition, long nextOffset) {
        if (suspicions.isEmpty()) {
            return;
        }
        boolean changed =
                suspicions.removeIf(suspicion -> suspicion.span().partition().equals(partition)
                        && suspicion.span().last() < nextOffset);
        if (changed) {
            file.keep(suspicions);
        }
    }

    /// A stop that no record has caused: nothing is in hand any more.
    @Override
    public synchronized void close() {
        file.clearAll();
    }
}
