package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Waits on virtual time.
record SimulatedReader(LogReader reader, VirtualTime time) implements LogReader {
    @Override
    public List<LogRecord> poll(Duration limit) {
        List<LogRecord> records = reader.poll(Duration.ZERO);
        if (records.isEmpty()) {
            time.advance(limit);
        }
        return records;
    }

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
        return reader.beginningOffsets(partitions);
    }

    @Override
    public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
        return reader.endOffsets(partitions);
    }

    @Override
    public Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant at) {
        return reader.offsetsAt(partitions, at);
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
