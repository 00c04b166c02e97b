package dev.agentbus.process.replay;

import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.ForwardingLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.ReplayMark;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The log as a worker sees it that replays: it begins and ends where the chosen ranges do, holds
/// nothing but the chosen events, each marked, and takes nothing.
final class ReplayLog implements ForwardingLog {
    private final EventLog log;
    private final ReaderSettings reading;
    private final Replaying replaying;
    private final Map<LogPartition, CommittedPosition> committed = new ConcurrentHashMap<>();
    private volatile @Nullable ReplayReader open;

    /// What all readers of one replay share.
    ///
    /// @param mark how its records are marked
    record Replaying(ReplayPlan plan, Selection selection, Gate gate, ReplayCounts counts, Mark mark) {
        Replaying of(ReplayPlan other) {
            return new Replaying(other, selection, gate, new ReplayCounts(other.ranges()), mark);
        }
    }

    /// The mark of one replay's records.
    record Mark(ReplayId id, ReplayMark.Effects effects) {}

    ReplayLog(EventLog log, ReaderSettings reading, Replaying replaying) {
        this.log = log;
        this.reading = reading;
        this.replaying = replaying;
    }

    @Override
    public EventLog log() {
        return log;
    }

    /// Whether the reader that is open has come to the end.
    boolean finished() {
        ReplayReader reader = open;
        return reader != null && reader.finished();
    }

    /// Without a group in the log: nobody shares the partitions, and where the worker is its sink
    /// knows.
    @Override
    public LogReader reader(ReaderSettings settings) {
        ReplayReader reader = new ReplayReader(log.reader(reading), replaying, committed);
        open = reader;
        return reader;
    }

    @Override
    public LogAppender appender() {
        return new LetterCounter(replaying.counts());
    }

    /// The log itself stays open.
    @Override
    public void close() {}
}
