package dev.agentbus.log.memory;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.SoleAppender;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.TopicAdmin.TopicState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// An [EventLog] that lives and dies with the process. Faults are methods: [#disconnect()],
/// [#freeze()], [#expire(LogReader)].
public final class MemoryLog implements EventLog {
    /// As with [KafkaLog][dev.agentbus.log.kafka.KafkaLog].
    public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

    /// Whether the log answers.
    enum Link {
        UP,
        /// Nothing answers and nothing fails.
        FROZEN,
        /// Everything fails at once.
        DOWN
    }

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    final Map<TopicName, TopicState> topics = new TreeMap<>();
    final Map<LogPartition, List<LogRecord>> records = new HashMap<>();
    final Map<String, MemoryGroup> groups = new HashMap<>();
    final Map<String, MemorySoleAppender> sole = new HashMap<>();
    private final String clusterId;
    private Link link = Link.UP;
    private int nextUnkeyed;

    public MemoryLog() {
        this("memory");
    }

    public MemoryLog(String clusterId) {
        this.clusterId = clusterId;
    }

    /// Adds a topic with default configuration.
    public MemoryLog withTopic(String topic, int partitions) {
        create(new TopicState(new TopicName(topic), partitions, 1, Map.of()));
        return this;
    }

    /// From now on everything fails, as with a log that can't be reached.
    public void disconnect() {
        switchTo(Link.DOWN);
    }

    /// From now on nothing is answered, as with a stopped broker: appends stay open, polls come
    /// back empty.
    public void freeze() {
        switchTo(Link.FROZEN);
    }

    /// Ends [#disconnect()] and [#freeze()]; what was appended while frozen is written now.
    public void reconnect() {
        switchTo(Link.UP);
    }

    /// Takes a reader's partitions away without asking, as a coordinator does whose member stays
    /// silent for too long.
    public void expire(LogReader reader) {
        locked(() -> ((MemoryReader) reader).expire());
    }

    /// Everything in the partition, for assertions.
    public List<LogRecord> recordsOf(LogPartition partition) {
        lock.lock();
        try {
            return List.copyOf(records.getOrDefault(partition, List.of()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public LogAppender appender() {
        return new MemoryAppender(this);
    }

    @Override
    public SoleAppender soleAppender(String name) {
        return new MemorySoleAppender(this, name);
    }

    @Override
    public LogReader reader(ReaderSettings settings) {
        return new MemoryReader(this, settings);
    }

    @Override
    public TopicAdmin topics() {
        return new MemoryTopicAdmin(this);
    }

    @Override
    public GroupAdmin groups() {
        return new MemoryGroupAdmin(this);
    }

    @Override
    public String clusterId() {
        check();
        return clusterId;
    }

    @Override
    public void check() {
        locked(this::demandLink);
    }

    @Override
    public void close() {}

    void create(TopicState topic) {
        locked(() -> {
            topics.put(topic.topic(), topic);
            for (int number = 0; number < topic.partitions(); number++) {
                records.computeIfAbsent(new LogPartition(topic.topic(), number), partition -> new ArrayList<>());
            }
            groups.values().forEach(MemoryGroup::rebalance);
        });
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Under the lock.
    MemoryGroup group(String name) {
        return groups.computeIfAbsent(name, absent -> new MemoryGroup(this));
    }

    Link link() {
        return link;
    }

    /// Not while frozen: a check against a stopped broker ends with its own limit.
    void demandLink() {
        if (link != Link.UP) {
            throw new TransientFailure("Cannot reach the log: it does not answer, got: " + link);
        }
    }

    /// Under the lock.
    Position write(NewRecord record) {
        int size = record.value() == null ? 0 : record.value().length;
        if (size > MAX_RECORD_BYTES) {
            throw new PermanentFailure("Cannot append to %s: the record is larger than %d bytes, got: %d"
                    .formatted(record.topic(), MAX_RECORD_BYTES, size));
        }
        TopicState topic = topics.get(record.topic());
        if (topic == null) {
            throw new PermanentFailure("Cannot append: the topic does not exist, got: %s".formatted(record.topic()));
        }
        LogPartition partition = new LogPartition(record.topic(), partitionOf(record.key(), topic.partitions()));
        List<LogRecord> written = records.computeIfAbsent(partition, absent -> new ArrayList<>());
        written.add(new LogRecord(
                partition,
                written.size(),
                earlier(record.timestamp(), Instant.now()).truncatedTo(ChronoUnit.MILLIS),
                record.key(),
                record.value(),
                record.headers()));
        return new Position(partition, written.size() - 1L);
    }

    private int partitionOf(byte @Nullable [] key, int partitions) {
        return key == null
                ? Math.floorMod(nextUnkeyed++, partitions)
                : Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void switchTo(Link next) {
        locked(() -> link = next);
    }
}
