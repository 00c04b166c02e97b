package dev.agentbus.log;

import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A reader that passes on to another what it does not do itself.
public interface ForwardingReader extends LogReader {
    LogReader reader();

    @Override
    default void subscribe(Collection<TopicName> topics, AssignmentListener listener) {
        reader().subscribe(topics, listener);
    }

    @Override
    default void assign(Collection<LogPartition> partitions) {
        reader().assign(partitions);
    }

    @Override
    default Set<LogPartition> assignment() {
        return reader().assignment();
    }

    @Override
    default List<LogRecord> poll(Duration limit) {
        return reader().poll(limit);
    }

    @Override
    default void seek(LogPartition partition, long offset) {
        reader().seek(partition, offset);
    }

    @Override
    default long position(LogPartition partition) {
        return reader().position(partition);
    }

    @Override
    default void pause(Collection<LogPartition> partitions) {
        reader().pause(partitions);
    }

    @Override
    default void resume(Collection<LogPartition> partitions) {
        reader().resume(partitions);
    }

    @Override
    default void commit(Map<LogPartition, CommittedPosition> positions) {
        reader().commit(positions);
    }

    @Override
    default Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions) {
        return reader().committed(partitions);
    }

    @Override
    default Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
        return reader().beginningOffsets(partitions);
    }

    @Override
    default Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
        return reader().endOffsets(partitions);
    }

    @Override
    default Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant at) {
        return reader().offsetsAt(partitions, at);
    }

    @Override
    default List<LogPartition> partitionsOf(Collection<TopicName> topics) {
        return reader().partitionsOf(topics);
    }

    @Override
    default Map<LogPartition, Long> lag() {
        return reader().lag();
    }

    @Override
    default Duration silence() {
        return reader().silence();
    }

    @Override
    default void wakeup() {
        reader().wakeup();
    }

    @Override
    default void close(Duration limit) {
        reader().close(limit);
    }
}
