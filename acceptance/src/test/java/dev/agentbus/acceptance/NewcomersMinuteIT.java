package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The first minute with agentbus: one event by each door, and where each can be seen afterwards.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NewcomersMinuteIT {
    private static final String TRACE = "newcomers-minute";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static Frames frames;

    @BeforeAll
    static void start() {
        bus = RunningBus.start(folder.resolve("data"));
        frames = Frames.connect(bus);
    }

    @AfterAll
    static void stop() {
        frames.close();
        bus.close();
    }

    @Test
    @Order(1)
    void greetsAWebSocketClientWithTheState() {
        await().atMost(SOON).until(() -> frames.ofType("INITIAL_STATE").size() == 1);

        assertThat(frames.ofType("CONNECTED")).hasSize(1);
    }

    @Test
    @Order(2)
    void takesAnEventFromASkill() {
        Tool answer = bus.skill(
                "log-agent-action",
                "--agent",
                "agent-by-skill",
                "--action-type",
                "tool_call",
                "--action-name",
                "Read \"quoted\" $(touch /tmp/never) `x`\nsecond line",
                "--duration-ms",
                "12",
                "--correlation-id",
                TRACE);

        assertThat(answer.orFail().err()).isEmpty();
        JsonNode json = RunningBus.JSON.readTree(answer.out());
        assertThat(json.get("success").asBoolean()).isTrue();
        assertThat(json.get("correlation_id").asString()).isEqualTo(TRACE);
        assertThat(json.get("topic").asString()).isEqualTo("agent-actions");
    }

    @Test
    @Order(3)
    void takesAnEventFromCurl() {
        Tool answer = Tool.run(List.of(
                        "curl",
                        "-sS",
                        bus.http() + "/v1/events/agent-actions",
                        "-H",
                        "content-type: application/json",
                        "-d",
                        action("agent-by-curl")))
                .orFail();

        JsonNode receipt =
                RunningBus.JSON.readTree(answer.out()).get("receipts").get(0);
        assertThat(receipt.get("topic").asString()).isEqualTo("agent-actions");
        assertThat(receipt.get("offset").isNumber()).isTrue();
    }

    @Test
    @Order(4)
    void takesARecordFromKcat() {
        Tool.assumeInstalled("kcat");
        Tool.run(
                        Map.of(),
                        List.of("kcat", "-P", "-b", bus.kafka(), "-t", "agent-actions", "-k", TRACE),
                        action("agent-by-kcat"))
                .orFail();
    }

    @Test
    @Order(5)
    void takesARecordFromKafkaJs() {
        Path client = Repository.root().resolve("acceptance/kafkajs");
        if (!Files.exists(client.resolve("node_modules"))) {
            Tool.run(List.of("npm", "ci", "--prefix", client.toString(), "--no-fund", "--no-audit"))
                    .orFail();
        }
        Tool.run(List.of(
                        "node",
                        client.resolve("produce.js").toString(),
                        bus.kafka(),
                        "agent-actions",
                        TRACE,
                        action("agent-by-kafkajs")))
                .orFail();
    }

    @Test
    @Order(6)
    void showsEachInPostgreSql() {
        Set<String> published = published();

        await().atMost(SOON).untilAsserted(() -> assertThat(agentsInTheTable()).isEqualTo(published));
    }

    @Test
    @Order(7)
    void sendsAFrameForEach() {
        await().atMost(SOON)
                .until(() -> frames.ofType("AGENT_ACTION").size() >= published().size());

        assertThat(frames.ofType("AGENT_ACTION"))
                .extracting(frame -> frame.get("data").get("agentName").asString())
                .containsExactlyInAnyOrderElementsOf(published());
    }

    @Test
    @Order(8)
    void showsEachInTheSummaryAndTheTrace() {
        await().atMost(SOON).untilAsserted(() -> {
            Set<String> agents = new HashSet<>();
            bus.getJson("/api/intelligence/agents/summary")
                    .forEach(agent -> agents.add(agent.get("agent").asString()));
            assertThat(agents).containsAll(published());
        });
        String trace = bus.cli("trace", TRACE).orFail().out();

        assertThat(published()).allSatisfy(agent -> assertThat(trace).contains(agent));
        assertThat(trace).contains("touch /tmp/never").doesNotContain("\u001b");
        assertThat(Path.of("/tmp/never")).doesNotExist();
    }

    private static Set<String> published() {
        Set<String> agents = new HashSet<>(Set.of("agent-by-skill", "agent-by-curl", "agent-by-kafkajs"));
        if (Tool.run(List.of("sh", "-c", "command -v kcat")).exitCode() == 0) {
            agents.add("agent-by-kcat");
        }
        return agents;
    }

    private static String action(String agent) {
        return "{\"agent_name\":\"%s\",\"action_type\":\"success\",\"action_name\":\"Write\",\"correlation_id\":\"%s\"}"
                .formatted(agent, TRACE);
    }

    private static Set<String> agentsInTheTable() throws SQLException {
        try (var connection = bus.postgres();
                var statement =
                        connection.prepareStatement("SELECT agent_name FROM agent_actions WHERE correlation_id = ?")) {
            statement.setString(1, TRACE);
            Set<String> agents = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    agents.add(rows.getString(1));
                }
            }
            return agents;
        }
    }
}
