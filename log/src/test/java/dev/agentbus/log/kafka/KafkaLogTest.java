package dev.agentbus.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.EventLogContract;
import dev.agentbus.log.LogFixture;
import dev.agentbus.log.ReaderSettings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaLogTest extends EventLogContract {
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

    /// Whoever restores a state from an append that was broken off counts what it holds twice.
    @Test
    void showsReadersOfWholeAppendsNothingOfOneThatWasBrokenOff() {
        TopicName topic = topic(1);
        Map<String, Object> config =
                new ClientConfigs(KafkaSettings.of(engines.kafka().address().toString())).soleProducer(name("sole"));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(KafkaAppender.translate(record(topic, "k", "broken off")));
            producer.flush();
            producer.abortTransaction();
        }
        open(log.soleAppender(name("sole"))).append(List.of(record(topic, "k", "1"), record(topic, "k", "2")));

        assertThat(read(topic, 2, ReaderSettings.ofWholeAppends()))
                .extracting(LogFixture::text)
                .containsExactly("1", "2");
        assertThat(read(topic, 3)).extracting(LogFixture::text).containsExactly("broken off", "1", "2");
    }

    @Override
    protected EventLog log() {
        return log;
    }

    @Override
    protected void freeze() {
        engines.kafka().freeze();
    }

    @Override
    protected void thaw() {
        engines.kafka().thaw();
    }
}
