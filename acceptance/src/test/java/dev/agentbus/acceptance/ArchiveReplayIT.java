package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What neither the log nor the table holds any more, read out of the archive's files: 12,000 events
/// of three hours of another day.
final class ArchiveReplayIT {
    private static final String TOPIC = "agent-actions";
    private static final int EVENTS = 12_000;
    private static final int HOURS = 3;
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static Instant begin = Instant.EPOCH;
    private static Set<String> ids = Set.of();

    @BeforeAll
    static void publishArchiveAndForget() throws Exception {
        begin = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(2));
        bus = RunningBus.start(folder.resolve("data"), Map.of("AGENTBUS_ARCHIVE_FILE_SECONDS", "2"));
        for (int first = 0; first < EVENTS; first += 4_000) {
            publish(first, 4_000);
        }
        await().atMost(SOON).until(() -> rows().size() == EVENTS);
        ids = rows();
        await().atMost(SOON).until(() -> archived() == EVENTS);
        forgetTheLog();
        await().atMost(SOON).until(() -> bus.recordsIn(TOPIC) == 0);
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (var connection = bus.postgres();
                var statement = connection.createStatement()) {
            statement.executeUpdate("delete from agent_actions");
        }
        assertThat(rows()).isEmpty();
    }

    private static void publish(int first, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            lines.append(
                    "{\"event_id\":\"%s\",\"correlation_id\":\"gone-%d\",\"agent_name\":\"agent-gone\",\"action_type\":\"%s\",\"action_name\":\"Read\",\"duration_ms\":5,\"timestamp\":\"%s\"}\n"
                            .formatted(
                                    UUID.randomUUID(),
                                    i % 100,
                                    i % 4 == 0 ? "error" : "tool_call",
                                    begin.plus(Duration.ofHours(i % HOURS)).plusMillis(i * 100L)));
        }
        assertThat(bus.post("/v1/events/" + TOPIC, "application/x-ndjson", lines.toString())
                        .statusCode())
                .isEqualTo(202);
    }

    private static long archived() {
        long events = 0;
        Tool listed = bus.cli("archive", "list", "--topic", TOPIC, "--json");
        for (JsonNode file : RunningBus.JSON.readTree(listed.orFail().out())) {
            events += file.path("state").asString("").equals("done")
                    ? file.path("events").asLong()
                    : 0;
        }
        return events;
    }

    private static void forgetTheLog() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bus.kafka()))) {
            int partitions = Objects.requireNonNull(admin.describeTopics(List.of(TOPIC))
                            .allTopicNames()
                            .get()
                            .get(TOPIC))
                    .partitions()
                    .size();
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            IntStream.range(0, partitions)
                    .forEach(number -> all.put(new TopicPartition(TOPIC, number), RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get();
        }
    }

    private static Set<String> rows() throws SQLException {
        Set<String> found = new TreeSet<>();
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id::text from agent_actions")) {
            while (rows.next()) {
                assertThat(found.add(rows.getString(1))).as("doubled").isTrue();
            }
        }
        return found;
    }

    private static Tool replay(String... arguments) {
        return bus.cli(Stream.of(Stream.of("replay", "--topic", TOPIC), Stream.of(arguments), Stream.of("--json"))
                .flatMap(each -> each)
                .toArray(String[]::new));
    }

    private static JsonNode replayed(String... arguments) {
        return RunningBus.JSON.readTree(replay(arguments).orFail().out());
    }

    @Test
    void bringsBackFromTheArchiveWhatTheLogHasForgottenAndNothingTwice() throws SQLException {
        JsonNode fromTheLog = replayed("--from", "3d");
        JsonNode first = replayed("--archive", "--from", "3d");
        Set<String> after = rows();
        JsonNode second = replayed("--archive", "--from", "3d");

        assertThat(fromTheLog.path("events").asInt()).isZero();
        assertThat(first.path("stored").asInt()).isEqualTo(EVENTS);
        assertThat(after).isEqualTo(ids);
        assertThat(second.path("stored").asInt()).isZero();
        assertThat(second.path("duplicates").asInt()).isEqualTo(EVENTS);
        assertThat(rows()).isEqualTo(ids);
        assertThat(bus.recordsIn(TOPIC)).as("published").isZero();
        System.out.printf("%,d events out of the archive, %s/s%n", EVENTS, first.path("perSecond"));
    }

    @Test
    void saysBeforehandHowManyOfWhichKind() {
        String to = begin.plus(Duration.ofHours(1)).toString();

        JsonNode forecast = replayed("--archive", "--from", begin.toString(), "--to", to, "--dry-run");

        assertThat(forecast.path("exact").asBoolean()).isTrue();
        assertThat(forecast.path("events").asInt()).isEqualTo(EVENTS / HOURS);
        JsonNode kinds = forecast.path("topics").get(0).path("kinds");
        assertThat(kinds.path("error").asInt()).isEqualTo(EVENTS / HOURS / 4);
        assertThat(kinds.path("tool_call").asInt()).isEqualTo(EVENTS / HOURS * 3 / 4);
        assertThat(Instant.parse(forecast.path("first").asString())).isEqualTo(begin);
    }

    @Test
    void bringsBackOneTraceAndNoOther() throws SQLException {
        JsonNode ended = replayed("--archive", "--trace", "gone-7");

        assertThat(ended.path("stored").asInt()).isEqualTo(EVENTS / 100);
        assertThat(rows()).hasSize(EVENTS / 100);
    }

    @Test
    void showsThePastInAView() {
        String to = begin.plus(Duration.ofDays(1)).toString();

        JsonNode ended = replayed("--archive", "--view", "--from", begin.toString(), "--to", to);

        String view = "/api/replays/" + ended.path("id").asString();
        assertThat(bus.getJson(view + "/agents/summary").get(0).path("actions").asInt())
                .isEqualTo(EVENTS);
        assertThat(bus.getJson(view + "/trace/gone-3").path("events")).hasSize(EVENTS / 100);
        bus.cli("replay", "delete", ended.path("id").asString()).orFail();
    }

    @Test
    void setsNoGroupBackIntoTheArchive() {
        Tool refused = replay("--archive", "--group", "db-writer-group", "--yes");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("a group's positions are places in the log", "got: db-writer-group");
    }

    @Test
    void namesABrokenFileTakesAllOthersAndThatOneWhenItIsMended() throws SQLException, IOException {
        Path archive = bus.data().resolve("archive");
        Path broken;
        try (Stream<Path> files = Files.walk(archive.resolve("topic=" + TOPIC))) {
            broken = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(broken);
        flip(broken, bytes);

        Tool incomplete = replay("--archive");
        int without = rows().size();
        flip(broken, bytes);
        JsonNode mended = replayed("--archive");

        assertThat(incomplete.exitCode()).isEqualTo(1);
        JsonNode ended = RunningBus.JSON.readTree(incomplete.out());
        assertThat(ended.path("state").asString()).isEqualTo("failed");
        assertThat(ended.path("message").asString())
                .contains(archive.relativize(broken).toString(), "its checksum must be");
        assertThat(without).isPositive().isLessThan(EVENTS);
        assertThat(mended.path("stored").asInt()).isEqualTo(EVENTS - without);
        assertThat(rows()).isEqualTo(ids);
    }

    private static void flip(Path file, byte[] bytes) throws IOException {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void isWholeAfterAKillInTheMiddleAndTheSameReplayAgain() throws SQLException {
        JsonNode started = replayed("--archive", "--rate", "1000", "--background");
        await().atMost(SOON).until(() -> !rows().isEmpty());
        bus.kill();
        bus.startAgain();
        int before = rows().size();

        JsonNode again = replayed("--archive");

        assertThat(started.path("state").asString()).isEqualTo("running");
        assertThat(before).isPositive().isLessThan(EVENTS);
        assertThat(again.path("stored").asInt()).isEqualTo(EVENTS - before);
        assertThat(rows()).isEqualTo(ids);
        assertThat(bus.data().resolve("spool/replay")).isEmptyDirectory();
    }

    @Test
    void waitsAndGoesOnWhenToldTo() {
        String id = replayed("--archive", "--rate", "500", "--background")
                .path("id")
                .asString();

        bus.cli("replay", "pause", id).orFail();
        String paused = state(id);
        bus.cli("replay", "resume", id).orFail();
        String resumed = state(id);
        bus.cli("replay", "cancel", id).orFail();

        assertThat(List.of(paused, resumed, state(id))).containsExactly("paused", "running", "cancelled");
    }

    private static String state(String id) {
        return bus.getJson("/api/replays/" + id).path("state").asString();
    }
}
