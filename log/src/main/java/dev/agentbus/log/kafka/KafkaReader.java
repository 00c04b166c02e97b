package dev.agentbus.log.kafka;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One Kafka consumer, owned by one thread.
final class KafkaReader implements LogReader {
    private static final Logger log = LoggerFactory.getLogger(KafkaReader.class);
    /// A commit within a rebalance must not hold the group up for longer.
    private static final Duration COMMIT_IN_REBALANCE = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final BrokerSilence silence;
    private final boolean member;
    private final @Nullable BusyLoopGuard guard;
    private boolean rebalancing;

    /// @param member whether there is a group to leave in the end
    /// @param guard sleeps in the client's place, if that does not by itself
    KafkaReader(Consumer<byte[], byte[]> consumer, String clientId, boolean member, @Nullable BusyLoopGuard guard) {
        this.consumer = consumer;
        this.silence = new BrokerSilence(consumer, clientId);
        this.member = member;
        this.guard = guard;
    }

    @Override
    public void subscribe(Collection<TopicName> topics, AssignmentListener listener) {
        consumer.subscribe(topics.stream().map(TopicName::value).toList(), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                tell(partitions, listener::assigned);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                tell(partitions, listener::revoked);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                tell(partitions, listener::lost);
            }
        });
    }

    @Override
    public void assign(Collection<LogPartition> partitions) {
        consumer.assign(toKafka(partitions));
    }

    @Override
    public Set<LogPartition> assignment() {
        return fromKafka(consumer.assignment());
    }

    @Override
    public List<LogRecord> poll(Duration limit) {
        if (woken.getAndSet(false)) {
            return List.of();
        }
        try {
            List<LogRecord> records = new ArrayList<>();
            ConsumerRecords<byte[], byte[]> polled = guard == null ? consumer.poll(limit) : guard.poll(limit);
            for (TopicPartition each : polled.partitions()) {
                LogPartition partition = fromKafka(each);
                polled.records(each).forEach(record -> records.add(translate(partition, record)));
            }
            return records;
        } catch (WakeupException _asked) {
            woken.set(false);
            return List.of();
        } catch (KafkaException e) {
            throw Failures.of("poll", e);
        }
    }

    @Override
    public long position(LogPartition partition) {
        return ask("tell the position", () -> consumer.position(toKafka(partition)));
    }

    @Override
    public void seek(LogPartition partition, long offset) {
        consumer.seek(toKafka(partition), offset);
    }

    @Override
    public void pause(Collection<LogPartition> partitions) {
        consumer.pause(toKafka(partitions));
    }

    @Override
    public void resume(Collection<LogPartition> partitions) {
        consumer.resume(toKafka(partitions));
    }

    @Override
    public void commit(Map<LogPartition, CommittedPosition> positions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach((partition, position) ->
                offsets.put(toKafka(partition), new OffsetAndMetadata(position.next(), position.note())));
        try {
            if (rebalancing) {
                consumer.commitSync(offsets, COMMIT_IN_REBALANCE);
            } else {
                consumer.commitAsync(offsets, (committed, failure) -> {
                    if (failure != null) {
                        warnOfCommit(failure);
                    }
                });
            }
        } catch (WakeupException _asked) {
            woken.set(true);
        } catch (KafkaException e) {
            warnOfCommit(e);
        }
    }

    @Override
    public Map<LogPartition, CommittedPosition> committed(Set<LogPartition> partitions) {
        Map<LogPartition, CommittedPosition> positions = new TreeMap<>();
        ask("read committed positions", () -> consumer.committed(Set.copyOf(toKafka(partitions))))
                .forEach((partition, position) -> {
                    if (position != null) {
                        positions.put(
                                fromKafka(partition), new CommittedPosition(position.offset(), position.metadata()));
                    }
                });
        return positions;
    }

    @Override
    public Map<LogPartition, Long> beginningOffsets(Collection<LogPartition> partitions) {
        return fromKafka(ask("read first offsets", () -> consumer.beginningOffsets(toKafka(partitions))));
    }

    @Override
    public Map<LogPartition, Long> endOffsets(Collection<LogPartition> partitions) {
        return fromKafka(ask("read end offsets", () -> consumer.endOffsets(toKafka(partitions))));
    }

    @Override
    public Map<LogPartition, Long> offsetsAt(Collection<LogPartition> partitions, Instant time) {
        Map<LogPartition, Long> offsets = endOffsets(partitions);
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(toKafka(partition), Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> found =
                ask("find offsets by time", () -> consumer.offsetsForTimes(times));
        found.forEach((partition, at) -> {
            if (at != null) {
                offsets.put(fromKafka(partition), at.offset());
            }
        });
        return offsets;
    }

    @Override
    public List<LogPartition> partitionsOf(Collection<TopicName> topics) {
        List<LogPartition> partitions = new ArrayList<>();
        ask("list partitions", consumer::listTopics).forEach((name, known) -> {
            TopicName topic = new TopicName(name);
            if (topics.contains(topic)) {
                known.forEach(each -> partitions.add(new LogPartition(topic, each.partition())));
            }
        });
        partitions.sort(null);
        return partitions;
    }

    @Override
    public Map<LogPartition, Long> lag() {
        Map<LogPartition, Long> lag = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            consumer.currentLag(partition).ifPresent(records -> lag.put(fromKafka(partition), records));
        }
        return lag;
    }

    @Override
    public Duration silence() {
        return silence.longest();
    }

    @Override
    public void wakeup() {
        woken.set(true);
        if (guard == null) {
            consumer.wakeup();
        } else {
            guard.wakeup();
        }
    }

    /// Without a group nobody waits for a farewell, and the broker would take it only after the fetch that is under
    /// way.
    @Override
    public void close(Duration limit) {
        CloseOptions options = CloseOptions.timeout(member ? limit : Duration.ZERO);
        try {
            consumer.close(options);
        } catch (WakeupException _asked) {
            consumer.close(options);
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("Left the group without its coordinator's answer");
        }
    }

    private void tell(Collection<TopicPartition> partitions, java.util.function.Consumer<Set<LogPartition>> told) {
        if (partitions.isEmpty()) {
            return;
        }
        rebalancing = true;
        try {
            told.accept(fromKafka(partitions));
        } finally {
            rebalancing = false;
        }
    }

    /// A wake-up is meant for the next poll; a question it hits is asked again.
    private <T> T ask(String action, Supplier<T> question) {
        while (true) {
            try {
                return question.get();
            } catch (WakeupException _asked) {
                woken.set(true);
            } catch (KafkaException e) {
                throw Failures.of(action, e);
            }
        }
    }

    private static void warnOfCommit(Exception failure) {
        log.atWarn().addKeyValue("cause", failure.toString()).log("Could not mirror positions to the group");
    }

    private static LogRecord translate(LogPartition partition, ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), valueOf(header))));
        Instant time = Instant.ofEpochMilli(record.timestamp());
        return new LogRecord(partition, record.offset(), time, record.key(), record.value(), headers);
    }

    private static byte[] valueOf(org.apache.kafka.common.header.Header header) {
        byte[] value = header.value();
        return value == null ? new byte[0] : value;
    }

    private static TopicPartition toKafka(LogPartition partition) {
        return new TopicPartition(partition.topic().value(), partition.number());
    }

    private static List<TopicPartition> toKafka(Collection<LogPartition> partitions) {
        return partitions.stream().map(KafkaReader::toKafka).toList();
    }

    private static LogPartition fromKafka(TopicPartition partition) {
        return new LogPartition(new TopicName(partition.topic()), partition.partition());
    }

    private static Set<LogPartition> fromKafka(Collection<TopicPartition> partitions) {
        Set<LogPartition> translated = new TreeSet<>();
        partitions.forEach(partition -> translated.add(fromKafka(partition)));
        return translated;
    }

    private static Map<LogPartition, Long> fromKafka(Map<TopicPartition, Long> offsets) {
        Map<LogPartition, Long> translated = new TreeMap<>();
        offsets.forEach((partition, offset) -> translated.put(fromKafka(partition), offset));
        return translated;
    }
}
