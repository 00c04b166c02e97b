package dev.agentbus.sink.archive;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads archived records as if they still stood in their log: one partition after another, the files
/// of one segment at a time. There is no group, so nothing is remembered.
final class ArchivedReader implements LogReader {
    /// Of values in one answer.
    private static final int POLL_BYTES = 4 << 20;

    private final ArchivedStretch stretch;
    private final int maxRecords;
    private final Map<LogPartition, Long> positions = new TreeMap<>();
    private final Set<LogPartition> paused = new HashSet<>();
    private final Set<LogPartition> ended = new HashSet<>();
    private final Semaphore wakeups = new Semaphore(0);
    private @Nullable SegmentCursor open;

    ArchivedReader(ArchivedStretch stretch, int maxRecords) {
        this.stretch = stretch;
        this.maxRecords = maxRecords;
    }

    @Override
    public void subscribe(Collection<TopicName> topics, AssignmentListener listener) {
        throw new UnsupportedOperationException("Cannot subscribe: an archive has no groups, got: " + topics);
    }

    @Override
    public void assign(Collection<LogPartition> partitions) {
        closeSegment();
        positions.clear();
        ended.clear();
        paused.clear();
        Map<LogPartition, Long> beginnings = beginningOffsets(partitions);
        partitions.forEach(partition -> positions.put(partition, beginnings.getOrDefault(partition, 0L)));
    }

    @Override
    public Set<LogPartition> assignment() {
        return Set.copyOf(positions.keySet());
    }

    /// Comes back without records only when there are none left, or somebody woke it up.
    @Override
    public List<LogRecord> poll(Duration limit) {
        List<LogRecord> records = new ArrayList<>();
        try {
            read(records);
        } catch (TransientFailure e) {
            // What was read before must not be lost; the next poll meets the same failure.
            if (records.isEmpty()) {
                throw e;
            }
        }
        if (records.isEmpty()) {
            rest(limit);
        }
        return records;
    }

    private void read(List<LogRecord> records) {
        long bytes = 0;
        while (records.size() < maxRecords && bytes < POLL_BYTES && !wakeups.tryAcquire()) {
            Optional<LogPartition> next = nextPartition();
            if (next.isEmpty()) {
                return;
            }
            LogRecord record = next(next.get());
            if (record != null) {
                records.add(record);
                bytes += record.value() == null ? 0 : record.value().length;
            }
        }
    }

    private Optional<LogPartition> nextPartition() {
        return positions.keySet().stream()
                .filter(partition -> !paused.contains(partition) && !ended.contains(partition))
                .findFirst();
    }

    /// @return null when a segment was read to its end
    private @Nullable LogRecord next(LogPartition partition) {
        long position = positions.getOrDefault(partition, 0L);
        SegmentCursor cursor = cursor(partition, position);
        if (cursor == null) {
            ended.add(partition);
            return null;
        }
        LogRecord record = cursor.next();
        while (record != null && record.offset() < position) {
            record = cursor.next();
        }
        if (record == null) {
            closeSegment();
            positions.put(partition, Math.max(position, stretch.endOf(cursor.segment())));
        } else {
            positions.put(partition, record.offset() + 1);
        }
        return record;
    }

    private @Nullable SegmentCursor cursor(LogPartition partition, long position) {
        SegmentCursor cursor = open;
        if (cursor != null && cursor.segment().partition().equals(partition)) {
            return cursor;
        }
        closeSegment();
        open = stretch.segmentAt(partition, position).map(stretch::open).orElse(null);
        return open;
    }

    private void closeSegment() {
        SegmentCursor cursor = open;
        open = null;
        if (cursor != null) {
            cursor.close();
        }
    }

    private void rest(Duration limit) {
        try {
            boolean _ = wakeups.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        positions.put(partition, offset);
        ended.remove(partition);
        SegmentCursor cursor = open;
        if (cursor != null && cursor.segment().partition().equals(partition)) {
            closeSegment();
        }
    }

    @Override
    public long position(LogPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    @Override
    public void pause(Collection<LogPartition> partitions) {
        paused.addAll(partitions);
    }

    @Override
    public void resume(Collection<LogPartition> partitions) {
        paused.removeAll(Set.copyOf(partitions));
    }

    @Override
    public void commit(Map<LogPartition, CommittedPosition> all) {}

    @Override
    public Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions) {
        return Map.of();
    }

    @Override
    public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
        Map<LogPartition, Long> beginnings = new HashMap<>();
        stretch.ranges().forEach((partition, range) -> beginnings.put(partition, range.from()));
        beginnings.keySet().retainAll(Set.copyOf(partitions));
        return beginnings;
    }

    /// Of those that were read to their end: what a broken file held there does not come.
    @Override
    public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
        Map<LogPartition, Long> ends = new HashMap<>();
        stretch.ranges().forEach((partition, range) -> ends.put(partition, range.to()));
        ends.keySet().retainAll(Set.copyOf(partitions));
        ends.keySet().retainAll(ended);
        return ends;
    }

    @Override
    public Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time) {
        throw new UnsupportedOperationException(
                "Cannot seek by time: an archive is asked by the times of events, got: " + time);
    }

    @Override
    public List<LogPartition> partitionsOf(Collection<TopicName> topics) {
        return stretch.ranges().keySet().stream()
                .filter(partition -> topics.contains(partition.topic()))
                .sorted()
                .toList();
    }

    @Override
    public Map<LogPartition, Long> lag() {
        return Map.of();
    }

    @Override
    public Duration silence() {
        return Duration.ZERO;
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }

    @Override
    public void close(Duration limit) {
        closeSegment();
    }
}
