package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.Envelope;
import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way on a real Kafka and a real PostgreSQL, with the contracts of everybody and of one
/// user.
class WorkerOnEnginesTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final TopicName DEAD_LETTERS = new TopicName("agent-dead-letters");
    private static final byte[] NO_TEXT = {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'};
    private static final Map<String, String> EVENTS = Map.of(
            "agent-actions",
            "{\"correlationId\":\"t-1\",\"agentName\":\"coder\",\"actionType\":\"tool_call\",\"actionName\":\"Read\"}",
            "agent-routing-decisions",
            "{\"correlation_id\":\"t-1\",\"selected_agent\":\"coder\",\"confidence_score\":0.9,"
                    + "\"routing_strategy\":\"fuzzy\",\"alternatives\":[{\"agent\":\"tester\"}],\"user_request\":\"x\","
                    + "\"routing_time_ms\":12}",
            "agent-transformation-events",
            "{\"correlation_id\":\"t-1\",\"source_agent\":\"router\",\"target_agent\":\"coder\"}",
            "shop.orders",
            "{\"orderId\":\"o-1\",\"total\":12.5}");

    @TempDir
    private Path folder;

    private TestDatabase sql;
    private PostgresDatabase database;
    private KafkaLog log;
    private Contracts contracts;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterAll
    static void killEngines() {
        ENGINES.close();
    }

    @BeforeEach
    void createTopics() throws Exception {
        sql = TestDatabase.on(ENGINES.postgres());
        database = new PostgresDatabase(sql.settings());
        log = new KafkaLog(KafkaSettings.of(ENGINES.kafka().address().toString()));
        Files.writeString(folder.resolve("shop.yaml"), """
                asyncapi: 3.0.0
                info: {title: Shop, version: 1.0.0}
                channels:
                  shop-orders:
                    address: shop.orders
                    messages:
                      order:
                        payload:
                          type: object
                          required: [order_id]
                          properties:
                            order_id: {type: string}
                            total: {type: number}
                """);
        List<Contract> all = new ArrayList<>(Contracts.read(folder.resolve("shop.yaml")));
        EVENTS.keySet()
                .forEach(topic -> Contracts.builtIn().find(new TopicName(topic)).ifPresent(all::add));
        Contracts.builtIn().find(DEAD_LETTERS).ifPresent(all::add);
        contracts = Contracts.of(all);
        log.topics().createMissing(contracts.all());
    }

    @AfterEach
    void close() {
        database.close();
        log.close();
    }

    @Test
    void carriesEveryTopicIntoItsTableAndWhatItCannotReadIntoTheDeadLetters() throws Exception {
        try (LogAppender appender = log.appender()) {
            EVENTS.forEach((topic, value) -> appender.append(record(topic, value.getBytes(StandardCharsets.UTF_8)))
                    .join());
            appender.append(record("agent-actions", NO_TEXT)).join();
        }

        try (Worker worker = new Worker(log, new PostgresSink(database, contracts), WorkerSettings.DEFAULT, meters)) {
            worker.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> worker.status().total().stored() == EVENTS.size()
                            && worker.status().total().deadLettered() == 1);
            await().atMost(Duration.ofSeconds(30)).until(() -> worker.status().lag() == 0);
        }

        assertThat(sql.text("select agent_name || action_name from agent_actions"))
                .isEqualTo("coderRead");
        assertThat(sql.text("select alternatives->0->>'agent' from agent_routing_decisions"))
                .isEqualTo("tester");
        assertThat(sql.text("select source_agent from agent_transformation_events"))
                .isEqualTo("router");
        assertThat(sql.text("select order_id || total from shop_orders")).isEqualTo("o-112.5");
        assertThat(sql.number("select sum(next_offset) from agentbus_offsets where next_offset > 0"))
                .isEqualTo(EVENTS.size() + 1);
        LogRecord letter = deadLetter();
        assertThat(letter.value()).isEqualTo(NO_TEXT);
        assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("t-1");
        assertThat(letter.headers())
                .contains(
                        Header.of("x-own", "kept"),
                        Header.of("x-agentbus-dlq-topic", "agent-actions"),
                        Header.of("x-agentbus-dlq-rule", "utf-8"));
        assertThat(Envelope.find(letter.headers(), Envelope.ID))
                .isEqualTo(Envelope.find(letter.headers(), "x-agentbus-dlq-id"));
        assertThat(meters.getMeters())
                .filteredOn(meter -> meter.getId().getName().startsWith("agentbus_worker_"))
                .isNotEmpty()
                .allSatisfy(WorkerOnEnginesTest::assertNumber);
    }

    private static void assertNumber(Meter meter) {
        meter.measure()
                .forEach(measurement -> assertThat(measurement.getValue()).isNotNaN());
    }

    private static NewRecord record(String topic, byte[] value) {
        return new NewRecord(
                new TopicName(topic),
                "t-1".getBytes(StandardCharsets.UTF_8),
                value,
                List.of(Header.of("x-own", "kept")),
                Instant.now());
    }

    private LogRecord deadLetter() {
        try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
            reader.assign(reader.partitionsOf(List.of(DEAD_LETTERS)));
            List<LogRecord> letters = new ArrayList<>();
            await().until(() -> {
                letters.addAll(reader.poll(Duration.ofMillis(200)));
                return !letters.isEmpty();
            });
            return letters.getFirst();
        }
    }
}
