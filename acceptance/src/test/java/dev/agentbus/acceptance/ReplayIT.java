package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The past read again on the whole bus: 20,000 events of the last hour, and a few of three days ago.
final class ReplayIT {
    private static final int EVENTS = 20_000;
    private static final int BATCH = 5_000;
    private static final int OLD = 40;
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static Instant longAgo;

    @BeforeAll
    static void start() {
        bus = RunningBus.start(folder.resolve("data"));
        Instant now = Instant.now();
        longAgo = now.minus(Duration.ofDays(3));
        for (int first = 0; first < EVENTS; first += BATCH) {
            publish("hour", first, BATCH, now.minus(Duration.ofHours(1)));
        }
        publish("old", 0, OLD, longAgo);
        await().atMost(SOON).until(() -> rows("true").size() == EVENTS + OLD);
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    private static void publish(String trace, int first, int count, Instant begin) {
        StringBuilder lines = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            lines.append(
                    "{\"event_id\":\"%s\",\"correlation_id\":\"%s-%d\",\"agent_name\":\"agent-%s\",\"action_type\":\"tool_call\",\"action_name\":\"Read\",\"duration_ms\":5,\"timestamp\":\"%s\"}\n"
                            .formatted(UUID.randomUUID(), trace, i % 100, trace, begin.plusMillis(i * 150L)));
        }
        assertThat(bus.post("/v1/events/agent-actions", "application/x-ndjson", lines.toString())
                        .statusCode())
                .isEqualTo(202);
    }

    private static Set<String> rows(String condition) throws SQLException {
        Set<String> ids = new TreeSet<>();
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id::text from agent_actions where " + condition)) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static int delete(String condition) throws SQLException {
        try (var connection = bus.postgres();
                var statement = connection.createStatement()) {
            return statement.executeUpdate("delete from agent_actions where " + condition);
        }
    }

    private static JsonNode replay(String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "replay";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        command[command.length - 1] = "--json";
        return RunningBus.JSON.readTree(bus.cli(command).orFail().out());
    }

    @Test
    void addsNothingHoweverOftenItIsReadAgain() throws SQLException {
        Set<String> before = rows("true");

        JsonNode first = replay("--from", "2h");
        JsonNode second = replay("--from", "2h");

        for (JsonNode each : new JsonNode[] {first, second}) {
            assertThat(each.path("state").asString("")).isEqualTo("done");
            assertThat(each.path("events").asLong()).isEqualTo(EVENTS);
            assertThat(each.path("stored").asLong()).isZero();
            assertThat(each.path("duplicates").asLong()).isEqualTo(EVENTS);
        }
        assertThat(rows("true")).isEqualTo(before);
        assertThat(positionsOf("replay-%")).isZero();
    }

    @Test
    void bringsDeletedRowsBackAndNoOthers() throws SQLException {
        Set<String> before = rows("true");
        int deleted = delete("correlation_id in ('hour-7', 'hour-42')");

        JsonNode ended = replay("--from", "2h");

        assertThat(deleted).isEqualTo(2 * EVENTS / 100);
        assertThat(ended.path("stored").asInt()).isEqualTo(deleted);
        assertThat(rows("true")).isEqualTo(before);
    }

    @Test
    void showsInAViewOfItsOwnWhatTheLiveOneHasForgotten() {
        String from = longAgo.minusSeconds(1).toString();
        String to = longAgo.plus(Duration.ofHours(1)).toString();

        JsonNode ended = replay("--view", "--from", from, "--to", to);

        String view = "/api/replays/" + ended.path("id").asString("");
        JsonNode agents = bus.getJson(view + "/agents/summary");
        assertThat(agents).hasSize(1);
        assertThat(agents.get(0).path("agent").asString("")).isEqualTo("agent-old");
        assertThat(agents.get(0).path("actions").asInt()).isEqualTo(OLD);
        assertThat(bus.getJson(view + "/trace/old-3").path("events")).hasSize(1);
        assertThat(bus.getJson(view + "/actions/recent?limit=5")).hasSize(5);
        assertThat(bus.getJson("/api/intelligence/agents/summary").toString()).doesNotContain("agent-old");
        bus.cli("replay", "delete", ended.path("id").asString("")).orFail();
        assertThat(bus.get(view + "/agents/summary").statusCode()).isEqualTo(404);
    }

    @Test
    void saysBeforehandWhatItWouldRead() {
        JsonNode forecast = replay("--trace", "old-3", "--dry-run");
        Tool inWords = bus.cli("replay", "--from", "2h", "--dry-run").orFail();

        assertThat(forecast.path("exact").asBoolean()).isTrue();
        assertThat(forecast.path("events").asInt()).isEqualTo(1);
        assertThat(forecast.path("topics")
                        .get(0)
                        .path("kinds")
                        .path("tool_call")
                        .asInt())
                .isEqualTo(1);
        assertThat(inWords.out()).contains("agent-actions", "20,000 events", "counted by reading");
    }

    @Test
    void setsTheWritersGroupBackOnlyWhenToldSoTwice() throws SQLException {
        Set<String> before = rows("true");
        delete("correlation_id = 'hour-9'");

        Tool unconfirmed = bus.cli("replay", "--group", "db-writer-group", "--from", "2h");
        JsonNode ended = replay("--group", "db-writer-group", "--from", "2h", "--yes");

        assertThat(unconfirmed.exitCode()).isEqualTo(1);
        assertThat(unconfirmed.err()).contains("--yes");
        assertThat(ended.path("state").asString("")).isEqualTo("done");
        assertThat(rows("true")).isEqualTo(before);
    }

    private static long positionsOf(String group) throws SQLException {
        try (var connection = bus.postgres();
                var statement = connection.prepareStatement(
                        "select count(*) from agentbus_offsets where consumer_group like ?")) {
            statement.setString(1, group);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }
}
