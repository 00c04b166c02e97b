package dev.agentbus.view;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.TopicAdmin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A log in memory that can be away, for readers without a group.
final class TestLog implements EventLog {
    private final Map<LogPartition, List<LogRecord>> records = new TreeMap<>();
    private boolean away;

    synchronized void append(Fleet.Said event, Instant time) {
        append(event.topic(), Math.floorMod(event.payload().length, 2), event.payload(), time);
    }

    synchronized void append(String topic, int number, byte[] value, Instant time) {
        LogPartition partition = new LogPartition(new TopicName(topic), number);
        List<LogRecord> held = records.computeIfAbsent(partition, _ -> new ArrayList<>());
        held.add(new LogRecord(partition, held.size(), time, null, value, List.of()));
        notifyAll();
    }

    synchronized void goAway() {
        away = true;
        notifyAll();
    }

    synchronized void comeBack() {
        away = false;
    }

    @Override
    public LogReader reader(ReaderSettings settings) {
        return new Reader(settings.maxPollRecords());
    }

    @Override
    public LogAppender appender() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TopicAdmin topics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String clusterId() {
        return "test";
    }

    @Override
    public void check() {
        requireHere();
    }

    @Override
    public void close() {}

    private synchronized void requireHere() {
        if (away) {
            throw new TransientFailure("Cannot reach the log: it is away, got: nothing");
        }
    }

    private final class Reader implements LogReader {
        private final int maxRecords;
        private final Map<LogPartition, Long> next = new HashMap<>();
        private boolean woken;

        Reader(int maxRecords) {
            this.maxRecords = maxRecords;
        }

        @Override
        public List<LogRecord> poll(Duration limit) {
            long end = System.nanoTime() + limit.toNanos();
            synchronized (TestLog.this) {
                while (true) {
                    requireHere();
                    List<LogRecord> found = take();
                    long left = end - System.nanoTime();
                    if (!found.isEmpty() || woken || left <= 0) {
                        woken = false;
                        return found;
                    }
                    await(left);
                }
            }
        }

        private void await(long nanos) {
            try {
                TestLog.this.wait(Math.max(1, nanos / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                woken = true;
            }
        }

        private List<LogRecord> take() {
            List<LogRecord> found = new ArrayList<>();
            for (LogPartition partition : new TreeSet<>(next.keySet())) {
                List<LogRecord> held = records.getOrDefault(partition, List.of());
                long from = next.getOrDefault(partition, 0L);
                while (from < held.size() && found.size() < maxRecords) {
                    found.add(held.get((int) from++));
                }
                next.put(partition, from);
            }
            return found;
        }

        @Override
        public void assign(Collection<LogPartition> partitions) {
            next.keySet().retainAll(Set.copyOf(partitions));
            partitions.forEach(partition -> next.putIfAbsent(partition, 0L));
        }

        @Override
        public void seek(LogPartition partition, long offset) {
            next.put(partition, offset);
        }

        @Override
        public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
            requireHere();
            Map<LogPartition, Long> ends = new HashMap<>();
            synchronized (TestLog.this) {
                partitions.forEach(partition -> ends.put(partition, (long)
                        records.getOrDefault(partition, List.of()).size()));
            }
            return ends;
        }

        @Override
        public Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time) {
            requireHere();
            Map<LogPartition, Long> offsets = new HashMap<>();
            synchronized (TestLog.this) {
                for (LogPartition partition : partitions) {
                    long before = records.getOrDefault(partition, List.of()).stream()
                            .takeWhile(record -> record.timestamp().isBefore(time))
                            .count();
                    offsets.put(partition, before);
                }
            }
            return offsets;
        }

        @Override
        public List<LogPartition> partitionsOf(Collection<TopicName> topics) {
            requireHere();
            synchronized (TestLog.this) {
                return records.keySet().stream()
                        .filter(partition -> topics.contains(partition.topic()))
                        .toList();
            }
        }

        @Override
        public void wakeup() {
            synchronized (TestLog.this) {
                woken = true;
                TestLog.this.notifyAll();
            }
        }

        @Override
        public Set<LogPartition> assignment() {
            return Set.copyOf(next.keySet());
        }

        @Override
        public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void subscribe(Collection<TopicName> topics, AssignmentListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void pause(Collection<LogPartition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void resume(Collection<LogPartition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commit(Map<LogPartition, Long> nextOffsets) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<LogPartition, Long> committed(Set<LogPartition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(Duration limit) {}
    }
}
