package dev.agentbus.log.kafka;

import dev.agentbus.log.GroupAdmin.NextRecord;
import dev.agentbus.log.LogPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Looks at single records by a consumer without a group, which passes over what is no record
/// (markers of transactions, gaps of compaction). One thread at a time.
final class Probe implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(50);

    private final ClientConfigs configs;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    Probe(ClientConfigs configs) {
        this.configs = configs;
    }

    Map<LogPartition, NextRecord> look(Map<LogPartition, Long> offsets) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        offsets.forEach((partition, offset) -> starts.put(KafkaGroupAdmin.toKafka(partition), offset));
        try {
            KafkaConsumer<byte[], byte[]> open = opened();
            Map<LogPartition, NextRecord> found = look(open, starts);
            // Forgets what it has fetched and where the log ended: both are old the next time.
            open.unsubscribe();
            return found;
        } catch (KafkaException e) {
            close();
            throw Failures.of("look into the log", e);
        }
    }

    private static Map<LogPartition, NextRecord> look(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> starts) {
        Set<TopicPartition> open = new HashSet<>(starts.keySet());
        Map<LogPartition, NextRecord> found = new TreeMap<>();
        consumer.assign(open);
        starts.forEach(consumer::seek);
        long deadline = System.nanoTime() + KafkaLimits.PROBE.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TURN)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (open.remove(partition)) {
                    Instant time = Instant.ofEpochMilli(record.timestamp());
                    found.put(KafkaGroupAdmin.fromKafka(partition), new NextRecord(record.offset(), Optional.of(time)));
                    consumer.pause(List.of(partition));
                }
            }
            for (TopicPartition partition : List.copyOf(open)) {
                if (consumer.currentLag(partition).equals(OptionalLong.of(0))) {
                    open.remove(partition);
                    found.put(
                            KafkaGroupAdmin.fromKafka(partition),
                            new NextRecord(consumer.position(partition), Optional.empty()));
                }
            }
        }
        return found;
    }

    private KafkaConsumer<byte[], byte[]> opened() {
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            open = new KafkaConsumer<>(configs.probe());
            consumer = open;
        }
        return open;
    }

    @Override
    public void close() {
        KafkaConsumer<byte[], byte[]> open = consumer;
        consumer = null;
        if (open != null) {
            open.close(CloseOptions.timeout(Duration.ZERO));
        }
    }
}
