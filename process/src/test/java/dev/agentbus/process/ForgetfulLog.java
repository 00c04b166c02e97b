package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.memory.MemoryLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A log in memory whose partitions begin later, as after retention; and that shows the readers it
/// gave out.
record ForgetfulLog(MemoryLog log, long beginning, ConcurrentLinkedQueue<LogReader> readers) implements EventLog {
    ForgetfulLog(MemoryLog log, long beginning) {
        this(log, beginning, new ConcurrentLinkedQueue<>());
    }

    @Override
    public LogAppender appender() {
        return log.appender();
    }

    @Override
    public LogReader reader(ReaderSettings settings) {
        LogReader reader = log.reader(settings);
        readers.add(reader);
        return new Reader(reader, beginning);
    }

    @Override
    public TopicAdmin topics() {
        return log.topics();
    }

    @Override
    public GroupAdmin groups() {
        return log.groups();
    }

    @Override
    public String clusterId() {
        return log.clusterId();
    }

    @Override
    public void check() {
        log.check();
    }

    @Override
    public void close() {
        log.close();
    }

    private record Reader(LogReader reader, long beginning) implements LogReader {
        @Override
        public void subscribe(Collection<TopicName> topics, AssignmentListener listener) {
            reader.subscribe(topics, listener);
        }

        @Override
        public void assign(Collection<LogPartition> partitions) {
            reader.assign(partitions);
        }

        @Override
        public Set<LogPartition> assignment() {
            return reader.assignment();
        }

        @Override
        public List<LogRecord> poll(Duration limit) {
            return reader.poll(limit);
        }

        @Override
        public void seek(LogPartition partition, long offset) {
            reader.seek(partition, offset);
        }

        @Override
        public void pause(Collection<LogPartition> partitions) {
            reader.pause(partitions);
        }

        @Override
        public void resume(Collection<LogPartition> partitions) {
            reader.resume(partitions);
        }

        @Override
        public void commit(Map<LogPartition, CommittedPosition> positions) {
            reader.commit(positions);
        }

        @Override
        public Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions) {
            return reader.committed(partitions);
        }

        @Override
        public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
            Map<LogPartition, Long> beginnings = new HashMap<>();
            partitions.forEach(partition -> beginnings.put(partition, beginning));
            return beginnings;
        }

        @Override
        public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
            return reader.endOffsets(partitions);
        }

        @Override
        public Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time) {
            return reader.offsetsAt(partitions, time);
        }

        @Override
        public List<LogPartition> partitionsOf(Collection<TopicName> topics) {
            return reader.partitionsOf(topics);
        }

        @Override
        public Map<LogPartition, Long> lag() {
            return reader.lag();
        }

        @Override
        public Duration silence() {
            return reader.silence();
        }

        @Override
        public void wakeup() {
            reader.wakeup();
        }

        @Override
        public void close(Duration limit) {
            reader.close(limit);
        }
    }
}
