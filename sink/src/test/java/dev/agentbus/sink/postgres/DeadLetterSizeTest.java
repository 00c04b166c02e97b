package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.Envelope;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.TopicSettings;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A broker whose dead-letter topic takes less, or more, than the topic the records came from.
class DeadLetterSizeTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final int LIMIT = 20_000;

    private final TopicName source = new TopicName("actions-" + UUID.randomUUID());
    private final TopicName letters = new TopicName("letters-" + UUID.randomUUID());
    private final TopicName missing = new TopicName("missing-" + UUID.randomUUID());
    private PostgresDatabase database;
    private KafkaLog log;

    @AfterAll
    static void killEngines() {
        ENGINES.close();
    }

    @BeforeEach
    void open() throws Exception {
        database = new PostgresDatabase(TestDatabase.on(ENGINES.postgres()).settings());
        log = new KafkaLog(KafkaSettings.of(ENGINES.kafka().address().toString()));
        Contract small = contract(letters, Optional.empty());
        log.topics()
                .createMissing(List.of(
                        contract(source, Optional.of(letters)),
                        new Contract(
                                small.topic(),
                                small.domain(),
                                small.title(),
                                new TopicSettings(1, 1, Map.of("max.message.bytes", Integer.toString(LIMIT))),
                                small.keyField(),
                                small.timeField(),
                                small.fields(),
                                Optional.empty(),
                                Optional.empty(),
                                small.schema(),
                                small.origin()),
                        Contracts.builtIn()
                                .find(new TopicName("agent-dead-letters"))
                                .orElseThrow()));
    }

    @AfterEach
    void close() {
        database.close();
        log.close();
    }

    private static Contract contract(TopicName topic, Optional<TopicName> deadLetters) {
        Contract model =
                Contracts.builtIn().find(new TopicName("agent-actions")).orElseThrow();
        return new Contract(
                topic,
                model.domain(),
                model.title(),
                new TopicSettings(1, 1, Map.of()),
                model.keyField(),
                model.timeField(),
                model.fields(),
                model.table(),
                deadLetters,
                model.schema(),
                model.origin());
    }

    /// Text that no compression makes small.
    private static byte[] noise(int length) {
        Random random = new Random(length);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private LogRecord letterOf(TopicName target, byte[] value) {
        try (LogAppender appender = log.appender()) {
            appender.append(new NewRecord(
                            source, "c-1".getBytes(StandardCharsets.UTF_8), value, List.of(), Instant.now()))
                    .join();
        }
        Contracts contracts = Contracts.of(List.of(contract(source, Optional.of(target))));
        try (Worker worker = new Worker(
                        log,
                        new PostgresSink(database, contracts),
                        WorkerSettings.ofGroup("writer-" + UUID.randomUUID()),
                        new SimpleMeterRegistry());
                LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
            worker.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> worker.status().total().deadLettered() == 1);
            TopicName read = target.equals(missing) ? new TopicName("agent-dead-letters") : target;
            reader.assign(reader.partitionsOf(List.of(read)));
            List<LogRecord> found = new ArrayList<>();
            await().until(() -> {
                reader.poll(Duration.ofMillis(200)).stream()
                        .filter(record -> Envelope.find(record.headers(), "x-agentbus-dlq-topic")
                                .filter(source.value()::equals)
                                .isPresent())
                        .forEach(found::add);
                return !found.isEmpty();
            });
            return found.getFirst();
        }
    }

    private static Optional<String> header(LogRecord letter, String name) {
        return Envelope.find(letter.headers(), "x-agentbus-dlq-" + name);
    }

    @Test
    void carriesTheStackTraceWhereItFits() {
        LogRecord letter = letterOf(letters, noise(1_000));

        assertThat(letter.value()).hasSize(1_000);
        assertThat(header(letter, "stacktrace").orElse("")).contains("EventDecoder");
    }

    /// Stack traces in headers made dead letters larger than their topic allowed, and none was written.
    @Test
    void leavesTheStackTraceOutRatherThanAByteOfTheValue() {
        byte[] value = noise(LIMIT - 1_200);

        LogRecord letter = letterOf(letters, value);

        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "stacktrace")).isEmpty();
        assertThat(header(letter, "rule")).contains("syntax");
    }

    @Test
    void saysWhereTheValueStandsThatFitsIntoNoLetter() {
        LogRecord letter = letterOf(letters, noise(LIMIT * 2));

        assertThat(letter.value()).isNull();
        assertThat(header(letter, "value-omitted-bytes")).contains(Integer.toString(LIMIT * 2));
        assertThat(header(letter, "offset")).contains("0");
    }

    /// When the dead letters' own topic is missing there is no last resort: the reader would stand still.
    @Test
    void writesToTheDefaultTopicWhenItsOwnIsMissing() {
        LogRecord letter = letterOf(missing, noise(100));

        assertThat(letter.value()).hasSize(100);
    }

    @Test
    void holdsTheLargestRecordOfAnyTopicWhole() {
        byte[] value = noise((8 << 20) - 2_000);

        LogRecord letter = letterOf(new TopicName("agent-dead-letters"), value);

        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "stacktrace")).isPresent();
    }
}
