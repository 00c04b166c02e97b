package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.ForwardingReader;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.ReplayMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives a worker all partitions of the plan, and of them the chosen events.
final class ReplayReader implements ForwardingReader {
    /// Nothing more comes; who polls has the last batches to store.
    private static final Duration AT_END = Duration.ofMillis(10);

    private final LogReader reader;
    private final ReplayLog.Replaying replaying;
    private final Map<LogPartition, CommittedPosition> committed;
    private final RangeReader ranges;
    private @Nullable AssignmentListener untold;
    private volatile boolean finished;

    ReplayReader(LogReader reader, ReplayLog.Replaying replaying, Map<LogPartition, CommittedPosition> committed) {
        this.reader = reader;
        this.replaying = replaying;
        this.committed = committed;
        this.ranges = new RangeReader(reader, replaying.plan().ranges(), replaying.counts());
    }

    @Override
    public LogReader reader() {
        return reader;
    }

    boolean finished() {
        return finished;
    }

    /// All of them at once, at the next [#poll]; none of them ever goes to somebody else.
    @Override
    public void subscribe(Collection<TopicName> topics, AssignmentListener listener) {
        untold = listener;
    }

    @Override
    public List<LogRecord> poll(Duration limit) {
        AssignmentListener listener = untold;
        if (listener != null) {
            untold = null;
            listener.assigned(assignment());
            return List.of();
        }
        if (!replaying.gate().await(limit)) {
            ranges.waited();
            return List.of();
        }
        List<LogRecord> chosen = new ArrayList<>();
        for (LogRecord record : ranges.poll(finished && limit.compareTo(AT_END) > 0 ? AT_END : limit)) {
            if (replaying.selection().means(record)) {
                replaying.counts().chose(record.partition(), record.offset());
                chosen.add(marked(record));
            }
        }
        replaying.gate().spent(chosen.size());
        finished = ranges.finished();
        return chosen;
    }

    private LogRecord marked(LogRecord record) {
        ReplayLog.Mark mark = replaying.mark();
        return new LogRecord(
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                ReplayMark.on(record.headers(), mark.id().value(), mark.effects()));
    }

    @Override
    public void assign(Collection<LogPartition> partitions) {
        throw new UnsupportedOperationException(
                "Cannot assign partitions: the replay's plan names them, got: " + partitions);
    }

    @Override
    public Set<LogPartition> assignment() {
        return replaying.plan().ranges().keySet();
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        finished = false;
        ranges.seek(partition, offset);
    }

    @Override
    public void pause(Collection<LogPartition> partitions) {
        ranges.pause(partitions);
    }

    @Override
    public void resume(Collection<LogPartition> partitions) {
        ranges.resume(partitions);
    }

    @Override
    public void commit(Map<LogPartition, CommittedPosition> positions) {
        committed.putAll(positions);
    }

    @Override
    public Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions) {
        Map<LogPartition, CommittedPosition> known = new HashMap<>(committed);
        known.keySet().retainAll(partitions);
        return known;
    }

    @Override
    public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
        Map<LogPartition, Long> beginnings = reader.beginningOffsets(partitions);
        beginnings.replaceAll(
                (partition, offset) -> Math.max(offset, rangeOf(partition).from()));
        return beginnings;
    }

    @Override
    public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
        Map<LogPartition, Long> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, rangeOf(partition).to()));
        return ends;
    }

    private OffsetRange rangeOf(LogPartition partition) {
        return replaying.plan().ranges().getOrDefault(partition, new OffsetRange(0, 0));
    }

    @Override
    public List<LogPartition> partitionsOf(Collection<TopicName> topics) {
        return assignment().stream()
                .filter(partition -> topics.contains(partition.topic()))
                .sorted()
                .toList();
    }
}
