package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Whoever asks why a group does not move is told, while it does not move.
final class GroupsIT {
    private static final String WRITER = "db-writer-group";
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static RunningBus elsewhere;

    @BeforeAll
    static void start() {
        bus = RunningBus.start(folder.resolve("data"));
        elsewhere = RunningBus.serve(folder.resolve("elsewhere"), bus, "view");
    }

    @AfterAll
    static void stop() {
        elsewhere.close();
        bus.close();
    }

    @Test
    void saysThatTheSinkIsDownWhilePostgreSqlHangsUnderLoadAndOkAfterwards() {
        Load load = Load.start(bus, 4);
        await().atMost(SOON).until(() -> load.acknowledged().size() > 200);
        List<String> processes = processesOf(bus.pidOf("postgres"));

        signal("STOP", processes);
        try {
            awaitStandstill(bus, "WARN", "STALLED");
            awaitStandstill(elsewhere, "WARN", "STALLED");
            awaitStandstill(bus, "STALLED");
            assertThat(bus.cli("groups", WRITER).orFail().out()).contains("agent-actions-", "sink-down", "member");
        } finally {
            signal("CONT", processes);
        }

        List<String> acknowledged = load.finish();
        for (RunningBus asked : List.of(bus, elsewhere)) {
            await().atMost(SOON).untilAsserted(() -> {
                JsonNode group = group(asked);
                assertThat(group.path("verdict").asString("")).isEqualTo("OK");
                assertThat(group.path("lagEvents").asLong(-1)).isZero();
                assertThat(group.path("lagSeconds").asDouble(-1)).isZero();
                assertThat(group.path("reasons")).isEmpty();
            });
        }
        Ledger.demandExactlyOnce(bus, load, acknowledged);
    }

    private static void awaitStandstill(RunningBus asked, String... verdicts) {
        await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            JsonNode group = group(asked);
            assertThat(group.path("verdict").asString("")).isIn((Object[]) verdicts);
            assertThat(texts(group.path("reasons"))).contains("sink-down");
            assertThat(group.path("lastError").path("message").asString("")).startsWith("Cannot reach PostgreSQL");
            assertThat(group.path("lagEvents").asLong()).isPositive();
            assertThat(group.path("lagSeconds").asDouble()).isPositive();
        });
    }

    @Test
    void showsAForeignGroupFromItsFirstCommitToItsAbandonment() {
        Load load = Load.start(bus, 5);
        await().atMost(SOON).until(() -> load.acknowledged().size() > 100);
        try (KafkaConsumer<byte[], byte[]> foreign = new KafkaConsumer<>(Map.of(
                "bootstrap.servers",
                bus.kafka(),
                "group.id",
                "somebody/else",
                "client.id",
                "their-app",
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class))) {
            foreign.subscribe(List.of("agent-actions"));
            await().atMost(SOON)
                    .until(() -> foreign.poll(Duration.ofMillis(200)).count() > 0);
            foreign.commitSync();
            await().atMost(SOON).untilAsserted(() -> {
                foreign.poll(Duration.ofMillis(100));
                JsonNode group = bus.getJson("/api/groups/somebody%2Felse");
                assertThat(group.path("memberCount").asInt()).isEqualTo(1);
                assertThat(group.path("members").path(0).path("clientId").asString(""))
                        .isEqualTo("their-app");
            });
        }

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode group = bus.getJson("/api/groups/somebody%2Felse");
            assertThat(group.path("verdict").asString("")).isEqualTo("STOPPED");
            assertThat(group.path("lagEvents").asLong()).isPositive();
        });
        load.finish();
        assertThat(bus.cli("groups").orFail().out()).containsPattern("somebody/else +STOPPED");
    }

    @Test
    void showsNoSeriesThatIsNotANumber() {
        String metrics = bus.get("/metrics").body();

        assertThat(metrics)
                .contains("agentbus_group_lag_events{group=\"db-writer-group\",topic=\"agent-actions\"}")
                .doesNotContain("NaN");
    }

    private static JsonNode group(RunningBus asked) {
        return RunningBus.JSON.readTree(
                asked.cli("groups", WRITER, "--json").orFail().out());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString("")));
        return texts;
    }

    /// The server and those that serve its connections.
    private static List<String> processesOf(long pid) {
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(process -> Long.toString(process.pid()))
                .toList();
    }

    private static void signal(String name, List<String> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        command.addAll(processes);
        Tool.run(command);
    }
}
