package dev.agentbus.bench.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka's producer as agents use it: acks=all, the rest by default, but `max.block.ms` 1 s instead
/// of 60 s, or a dead broker would leave a handful of calls to measure.
final class ProducerSubject implements Subject {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final LongAdder refused = new LongAdder();

    ProducerSubject(String brokers, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        1_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public String name() {
        return "KafkaProducer.send";
    }

    @Override
    public void publish(String key, byte[] payload) {
        try {
            byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, keyBytes, payload), this::count);
            if (sent == null) {
                throw new AssertionError("a future is always given");
            }
        } catch (KafkaException e) {
            refused.increment();
        }
    }

    @Override
    public long refused() {
        return refused.sum();
    }

    @Override
    public void settle() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private void count(RecordMetadata metadata, Exception failure) {
        if (failure != null) {
            refused.increment();
        }
    }
}
