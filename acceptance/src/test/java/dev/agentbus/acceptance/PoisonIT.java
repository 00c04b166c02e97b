package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A foreign producer writes 10,000 records past our doors, one in a hundred of them poison.
final class PoisonIT {
    private static final int RECORDS = 10_000;

    /// What is wrong with a record, and the rule that its dead letter has to name.
    private enum Poison {
        BAD_JSON("syntax"),
        BAD_UTF8("utf-8"),
        NUL("nul"),
        DEEP("depth"),
        NOT_A_NUMBER("syntax"),
        MISSING_FIELD("required"),
        WRONG_TYPE("type"),
        TOO_LARGE("size");

        private final String rule;

        Poison(String rule) {
            this.rule = rule;
        }

        byte[] value() {
            String start = "{\"correlation_id\":\"poison\",\"agent_name\":\"coder\",\"action_type\":\"tool_call\"";
            return switch (this) {
                case BAD_JSON -> text(start + ",\"action_name\":");
                case BAD_UTF8 -> {
                    byte[] bytes = text(start + ",\"action_name\":\"x\"}");
                    bytes[bytes.length - 3] = (byte) 0xff;
                    yield bytes;
                }
                case NUL -> text(start + ",\"action_name\":\"a\\u0000b\"}");
                case DEEP ->
                    text(start + ",\"action_name\":\"Read\",\"action_details\":" + "[".repeat(10_000)
                            + "]".repeat(10_000) + "}");
                case NOT_A_NUMBER -> text(start + ",\"action_name\":\"Read\",\"duration_ms\":NaN}");
                case MISSING_FIELD -> text("{\"correlation_id\":\"poison\",\"action_type\":\"tool_call\"}");
                case WRONG_TYPE -> text(start + ",\"action_name\":\"Read\",\"duration_ms\":\"quickly\"}");
                case TOO_LARGE -> text(start + ",\"action_name\":\"" + "n".repeat(1_100_000) + "\"}");
            };
        }

        private static byte[] text(String json) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
    }

    @TempDir
    private static Path folder;

    private static RunningBus bus;

    @BeforeAll
    static void start() {
        bus = RunningBus.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    @Test
    void storesTheGoodOnesOnceAndGivesEachBadOneADeadLetterWithItsCause() throws Exception {
        Set<String> good = new HashSet<>();
        Map<String, Poison> bad = new TreeMap<>();

        produce(good, bad);

        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(stored()).hasSize(good.size()));
        assertThat(new HashSet<>(stored())).isEqualTo(good);
        Map<String, String> rules = new TreeMap<>();
        bad.forEach((key, poison) -> rules.put(key, poison.rule));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(letters().keySet()).hasSize(bad.size()));
        Map<String, String> found = new TreeMap<>();
        letters().forEach((key, letter) -> found.put(key, rule(letter)));
        assertThat(found).isEqualTo(rules);
        letters()
                .forEach((key, letter) -> assertThat(letter.value())
                        .isEqualTo(Objects.requireNonNull(bad.get(key)).value()));
    }

    private static void produce(Set<String> good, Map<String, Poison> bad) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.kafka());
        settings.put("max.request.size", 4 << 20);
        List<Future<RecordMetadata>> receipts = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                if (i % 100 == 50) {
                    Poison poison = Poison.values()[i / 100 % Poison.values().length];
                    String key = "poison-" + i;
                    bad.put(key, poison);
                    receipts.add(producer.send(record(key, poison.value())));
                } else {
                    String id = UUID.randomUUID().toString();
                    good.add(id);
                    receipts.add(producer.send(record("key-" + i % 40, goodValue(id, i))));
                }
            }
        }
        for (Future<RecordMetadata> receipt : receipts) {
            receipt.get();
        }
    }

    private static byte[] goodValue(String id, int number) {
        return """
                {"event_id":"%s","correlation_id":"good","agent_name":"coder",\
                "action_type":"tool_call","action_name":"Read","duration_ms":%d}""".formatted(id, number).getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ProducerRecord<>("agent-actions", key.getBytes(StandardCharsets.UTF_8), value);
    }

    private static List<String> stored() throws SQLException {
        List<String> ids = new ArrayList<>();
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id::text FROM agent_actions")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static Map<String, LogRecord> letters() {
        Map<String, LogRecord> letters = new HashMap<>();
        try (KafkaLog log = new KafkaLog(KafkaSettings.of(bus.kafka()));
                LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
            List<LogPartition> partitions = reader.partitionsOf(List.of(new TopicName("agent-dead-letters")));
            reader.assign(partitions);
            long left = reader.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (left > 0) {
                List<LogRecord> records = reader.poll(Duration.ofMillis(200));
                left -= records.size();
                records.forEach(record -> letters.put(new String(record.key(), StandardCharsets.UTF_8), record));
            }
        }
        return letters;
    }

    private static String rule(LogRecord letter) {
        return letter.headers().stream()
                .filter(header -> header.name().equals("x-agentbus-dlq-rule"))
                .map(Header::text)
                .findFirst()
                .orElse("none");
    }
}
