package dev.agentbus.process.replay;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads ranges of a log and nothing beyond. Owned by one thread.
final class RangeReader {
    /// The last offsets before an end may hold no record (marks of transactions). When the log
    /// answers questions and yet nothing comes for so long, nothing is there.
    static final Duration QUIET_LIMIT = Duration.ofSeconds(10);

    private final LogReader reader;
    private final Map<LogPartition, OffsetRange> ranges;
    private final ReplayCounts counts;
    private final Set<LogPartition> open;
    private final Set<LogPartition> paused = new HashSet<>();
    private long quietSince = System.nanoTime();

    /// @param reader stays the caller's to close
    RangeReader(LogReader reader, Map<LogPartition, OffsetRange> ranges, ReplayCounts counts) {
        this.reader = reader;
        this.ranges = ranges;
        this.counts = counts;
        this.open = new HashSet<>(ranges.keySet());
        reader.assign(ranges.keySet());
        ranges.forEach((partition, range) -> reader.seek(partition, range.from()));
    }

    boolean finished() {
        return open.isEmpty();
    }

    void seek(LogPartition partition, long offset) {
        reader.seek(partition, offset);
        OffsetRange range = ranges.get(partition);
        if (range != null && offset < range.to()) {
            if (open.add(partition) && !paused.contains(partition)) {
                reader.resume(List.of(partition));
            }
        } else {
            finish(partition);
        }
    }

    void pause(Collection<LogPartition> partitions) {
        paused.addAll(partitions);
        reader.pause(partitions);
    }

    void resume(Collection<LogPartition> partitions) {
        paused.removeAll(partitions);
        reader.resume(partitions.stream().filter(open::contains).toList());
        quietSince = System.nanoTime();
    }

    List<LogRecord> poll(Duration limit) {
        List<LogRecord> records = reader.poll(limit);
        List<LogRecord> within = new ArrayList<>(records.size());
        for (LogRecord record : records) {
            OffsetRange range = ranges.get(record.partition());
            if (range == null || !open.contains(record.partition())) {
                continue;
            }
            if (record.offset() < range.to()) {
                within.add(record);
            }
            reached(record.partition(), record.offset() + 1, range.to());
        }
        if (!records.isEmpty() || open.isEmpty() || paused.containsAll(open)) {
            quietSince = System.nanoTime();
        } else if (System.nanoTime() - quietSince > QUIET_LIMIT.toNanos()) {
            finishQuiet();
        }
        return within;
    }

    private void reached(LogPartition partition, long next, long end) {
        counts.reached(partition, Math.min(next, end));
        if (next >= end) {
            finish(partition);
        }
    }

    private void finishQuiet() {
        Set<LogPartition> quiet = new HashSet<>(open);
        quiet.removeAll(paused);
        Set<LogPartition> known = reader.endOffsets(quiet).keySet();
        known.forEach(partition -> reached(partition, Long.MAX_VALUE, end(partition)));
        quietSince = System.nanoTime();
    }

    private long end(LogPartition partition) {
        OffsetRange range = ranges.get(partition);
        return range == null ? 0 : range.to();
    }

    private void finish(LogPartition partition) {
        if (open.remove(partition)) {
            reader.pause(List.of(partition));
        }
    }

    /// The reader was kept waiting: that is no quiet.
    void waited() {
        quietSince = System.nanoTime();
    }
}
