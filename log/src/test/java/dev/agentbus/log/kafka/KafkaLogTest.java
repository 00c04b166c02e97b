package dev.agentbus.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.EventLogContract;
import dev.agentbus.log.LogFixture;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaLogTest extends EventLogContract {
    /// Longer than a heartbeat may take and the next one is due in.
    private static final Duration UNANSWERED_HEARTBEATS = Duration.ofSeconds(12);

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

    /// KAFKA-20253, KAFKA-21031: the client goes round in a loop while its heartbeat is not answered.
    @Test
    void sleepsWhileTheLogOfItsGroupIsSilent() {
        LogReader reader = open(log.reader(ReaderSettings.ofGroup(name("group"))));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        reader.subscribe(List.of(topic(1)), INDIFFERENT);
        await().until(() -> {
            reader.poll(TURN);
            return !reader.assignment().isEmpty();
        });

        freeze();
        long begun = System.nanoTime();
        long busy = 0;
        while (System.nanoTime() - begun < UNANSWERED_HEARTBEATS.toNanos()) {
            long before = threads.getCurrentThreadCpuTime();
            reader.poll(TURN);
            busy += threads.getCurrentThreadCpuTime() - before;
        }
        thaw();
        awaitRegistration();

        assertThat(Duration.ofNanos(busy)).isLessThan(UNANSWERED_HEARTBEATS.dividedBy(20));
    }

    /// A broker that stood still for so long was taken for gone: no topic can be created until it is registered again.
    private void awaitRegistration() {
        await().ignoreExceptionsInstanceOf(TransientFailure.class).until(() -> topic(1) != null);
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
