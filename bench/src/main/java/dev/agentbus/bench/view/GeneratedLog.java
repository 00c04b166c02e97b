package dev.agentbus.bench.view;

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
import dev.agentbus.log.SoleAppender;
import dev.agentbus.log.TopicAdmin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// A log that keeps nothing: its records are made when they are read, first those of the last 24
/// hours, then live ones at a rate. So the memory of the process is the view's.
final class GeneratedLog implements EventLog {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final LogPartition PARTITION = new LogPartition(TOPIC, 0);
    private static final int AGENTS = 50;
    private static final int EVENTS_PER_TRACE = 12;

    private final int history;
    private final long nanosPerEvent;
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean live;

    GeneratedLog(int history, int ratePerSecond) {
        this.history = history;
        this.nanosPerEvent = 1_000_000_000L / ratePerSecond;
    }

    /// Starts the live events.
    void goLive() {
        live = true;
    }

    /// Ends them.
    ///
    /// @return how many were read so far
    long stop() {
        live = false;
        return sent.get();
    }

    static byte[] payload(long number, Instant time) {
        return """
                {"event_id":"%s","correlation_id":"%s","agent_name":"agent-%d","action_type":"%s","action_name":"Read",\
                "action_details":{"file_path":"/repo/src/main/java/dev/example/File%d.java","lines":[%d,%d],\
                "note":"Looked for the place where the value is read and checked whether it may be absent."},\
                "duration_ms":%d,"debug_mode":true,"timestamp":"%s"}""".formatted(
                        new UUID(number, number * 31),
                        new UUID(7, number / EVENTS_PER_TRACE),
                        number % AGENTS,
                        number % 17 == 0 ? "error" : "tool_call",
                        number % 1_000,
                        number % 300,
                        number % 300 + 40,
                        number % 900,
                        time)
                .getBytes(StandardCharsets.UTF_8);
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
    public SoleAppender soleAppender(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TopicAdmin topics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public GroupAdmin groups() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String clusterId() {
        return "generated";
    }

    @Override
    public void check() {}

    @Override
    public void close() {}

    private final class Reader implements LogReader {
        private final int maxRecords;
        private final Instant start = Instant.now().minus(Duration.ofHours(24)).plusSeconds(60);
        private long next;
        private long liveFromNanos;

        Reader(int maxRecords) {
            this.maxRecords = maxRecords;
        }

        @Override
        public List<LogRecord> poll(Duration limit) {
            List<LogRecord> records = new ArrayList<>();
            while (next < history && records.size() < maxRecords) {
                records.add(record(start.plusMillis(next * 86_000_000L / history)));
            }
            long end = System.nanoTime() + limit.toNanos();
            while (records.isEmpty() && System.nanoTime() < end) {
                if (live && liveFromNanos == 0) {
                    liveFromNanos = System.nanoTime();
                }
                while (live && due() <= System.nanoTime() && records.size() < maxRecords) {
                    records.add(record(Instant.now().truncatedTo(ChronoUnit.MICROS)));
                    sent.incrementAndGet();
                }
                if (records.isEmpty()) {
                    LockSupport.parkNanos(live ? Math.max(50_000, due() - System.nanoTime()) : 1_000_000);
                }
            }
            return records;
        }

        private long due() {
            return liveFromNanos + (next - history) * nanosPerEvent;
        }

        private LogRecord record(Instant time) {
            return new LogRecord(PARTITION, next, time, null, payload(next++, time), List.of());
        }

        @Override
        public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
            return partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> (long) history));
        }

        @Override
        public Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time) {
            return partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> 0L));
        }

        @Override
        public List<LogPartition> partitionsOf(Collection<TopicName> topics) {
            return topics.contains(TOPIC) ? List.of(PARTITION) : List.of();
        }

        @Override
        public void assign(Collection<LogPartition> partitions) {}

        @Override
        public long position(LogPartition partition) {
            return next;
        }

        @Override
        public void seek(LogPartition partition, long offset) {
            next = offset;
        }

        /// Of the live records, those that are due.
        @Override
        public Map<LogPartition, Long> lag() {
            long late = liveFromNanos == 0 ? 0 : (System.nanoTime() - due()) / nanosPerEvent;
            return Map.of(PARTITION, Math.max(0, late));
        }

        @Override
        public Duration silence() {
            return Duration.ZERO;
        }

        @Override
        public void wakeup() {}

        @Override
        public void close(Duration limit) {}

        @Override
        public Set<LogPartition> assignment() {
            return Set.of(PARTITION);
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
        public void commit(Map<LogPartition, CommittedPosition> positions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
            throw new UnsupportedOperationException();
        }
    }
}
