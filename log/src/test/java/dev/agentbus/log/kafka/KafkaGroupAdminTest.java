package dev.agentbus.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.log.GroupAdmin.Bounds;
import dev.agentbus.log.GroupAdmin.NextRecord;
import dev.agentbus.log.GroupAdminContract;
import dev.agentbus.log.LogPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaGroupAdminTest extends GroupAdminContract {
    private final TemporaryEngines engines = new TemporaryEngines();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private KafkaLog log;

    @BeforeAll
    void startsABroker() {
        log = new KafkaLog(KafkaSettings.of(engines.kafka().address().toString()));
    }

    @AfterAll
    void stopsTheBroker() {
        log.close();
        engines.close();
    }

    @Override
    protected EventLog log() {
        return log;
    }

    /// A transaction ends with a marker that takes an offset and is no record: whoever counts
    /// offsets shows a lag of one for ever.
    @Test
    void findsNoRecordBehindTheLastOneOfATransaction() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        appendInTransaction(topic, 3);
        GroupAdmin admin = open(log.groups());

        // The coordinator writes the marker after it has answered.
        await().until(() -> admin.bounds(List.of(partition)).equals(Map.of(partition, new Bounds(0, 4))));

        Map<LogPartition, NextRecord> next = admin.nextRecords(Map.of(partition, 3L));

        assertThat(next).isEqualTo(Map.of(partition, new NextRecord(4, Optional.empty())));
    }

    @Test
    void passesOverAMarkerToTheRecordBehindIt() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        appendInTransaction(topic, 3);
        appendInTransaction(topic, 1);

        Map<LogPartition, NextRecord> next = open(log.groups()).nextRecords(Map.of(partition, 3L));

        assertThat(next)
                .extractingByKey(partition)
                .extracting(NextRecord::offset)
                .isEqualTo(4L);
    }

    private void appendInTransaction(TopicName topic, int records) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                engines.kafka().address().toString(),
                "transactional.id",
                name("transaction"),
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < records; i++) {
                Future<RecordMetadata> _ = producer.send(new ProducerRecord<>(topic.value(), new byte[] {1}));
            }
            producer.commitTransaction();
        }
    }
}
