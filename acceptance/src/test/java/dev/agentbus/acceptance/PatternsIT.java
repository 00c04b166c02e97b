package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What agents did becomes patterns, as events and in tables; a crash changes none of them; and a new
/// task is told the way in which its like was done.
final class PatternsIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Workload WORKLOAD = Workload.of(4);

    @TempDir
    private static Path folder;

    private static RunningBus bus;

    @BeforeAll
    static void start() throws IOException {
        bus = RunningBus.start(folder.resolve("data"), Map.of("AGENTBUS_PATTERN_INTERVAL", "1"));
        for (String topic : List.of("agent-actions", "task-executions")) {
            Path file = folder.resolve(topic + ".ndjson");
            Files.write(
                    file,
                    WORKLOAD.events().stream()
                            .filter(said -> said.topic().equals(topic))
                            .map(WorkEvents.Said::json)
                            .toList());
            bus.cli("publish", topic, file.toString()).orFail();
        }
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    @Test
    void keepsWhatItLearntThroughACrashAndRecommendsItForNewTasks() throws SQLException {
        await().atMost(SOON).untilAsserted(() -> {
            List<JsonNode> learnt = learnt();
            assertThat(WORKLOAD.planted())
                    .filteredOn(planted -> planted.kind() != Planted.Kind.TROUBLE)
                    .allMatch(planted -> learnt.stream().anyMatch(pattern -> planted.matches(steps(pattern))));
        });
        Map<String, Long> before = versions(learnt());
        await().atMost(SOON).untilAsserted(() -> assertThat(stored()).isEqualTo(before));
        assertThat(bus.cli("tail", "success-patterns", "--since", "48h", "--max", "1", "--json")
                        .orFail()
                        .out())
                .contains("pattern_id", "\"miner\":\"agentbus\"");

        bus.kill();
        bus.startAgain();

        await().atMost(SOON).untilAsserted(() -> assertThat(versions(learnt())).isEqualTo(before));
        assertThat(stored()).isEqualTo(before);
        demandRecommendations();
        demandWhatOmnidashAsksFor();
    }

    private static void demandRecommendations() {
        List<Workload.HeldOut> tasks = WORKLOAD.heldOut();
        long right = tasks.stream()
                .filter(task -> isRight(
                        task,
                        bus.getJson("/api/recommendations?task_type=%s&prompt=%s"
                                .formatted(task.taskType(), URLEncoder.encode(task.prompt(), StandardCharsets.UTF_8)))))
                .count();
        Workload.HeldOut task = tasks.getFirst();
        JsonNode told = RunningBus.JSON.readTree(
                bus.cli("recommend", task.prompt(), "--json").orFail().out());

        assertThat(right).isGreaterThanOrEqualTo(tasks.size() * 9L / 10);
        assertThat(isRight(task, told)).isTrue();
        assertThat(bus.cli("recommend", task.prompt()).orFail().out())
                .contains("1. ", "succeeded", "like \"", task.expected().steps().getFirst());
    }

    private static void demandWhatOmnidashAsksFor() {
        String at = "/api/intelligence/patterns";
        JsonNode own = bus.getJson("/api/patterns?limit=200").path("patterns");

        JsonNode summary = bus.getJson(at + "/summary");
        assertThat(summary.path("total_patterns").asInt()).isEqualTo(own.size());
        assertThat(summary.propertyNames()).contains("languages", "unique_executions");
        assertThat(summary.path("languages").isNull()).isTrue();
        assertThat(summary.path("unique_executions").isNull()).isTrue();
        assertThat(bus.getJson(at + "/by-language").toString())
                .isEqualTo("[{\"language\":null,\"pattern_count\":%d}]".formatted(own.size()));

        JsonNode listed = bus.getJson(at + "/list?limit=2&offset=1");
        assertThat(listed).hasSize(2);
        JsonNode second = own.path(1);
        assertThat(listed.path(0).path("id")).isEqualTo(second.path("patternId"));
        assertThat(listed.path(0).path("usage")).isEqualTo(second.path("support"));
        assertThat(listed.path(0).path("quality")).isEqualTo(second.path("quality"));
        assertThat(listed.path(0).path("category")).isEqualTo(second.path("type"));
        assertThat(listed.path(0).path("trend").isNull()).isTrue();
        assertThat(listed.path(0).path("trendPercentage").isNull()).isTrue();
        JsonNode recent = bus.getJson(at + "/recent?limit=2").path(1);
        assertThat(recent.path("pattern_name")).isEqualTo(second.path("name"));
        assertThat(recent.path("correlation_id"))
                .isEqualTo(second.path("traces").path(0));

        JsonNode details = bus.getJson(at + "/" + second.path("patternId").asString() + "/details");
        assertThat(details.path("usageExamples")).hasSameSizeAs(second.path("traces"));
        assertThat(bus.get(at + "/nobody/details").statusCode()).isEqualTo(404);
        assertThat(bus.get(at + "/list?limit=0").statusCode()).isEqualTo(400);
        assertThat(bus.get(at + "/relationships").statusCode()).isEqualTo(404);
        demandTrends(at);
    }

    /// Every recommendation of this process was asked for by this test, since the bus was started again.
    private static void demandTrends(String at) {
        int asked = WORKLOAD.heldOut().size() + 2;
        JsonNode performance = bus.getJson(at + "/performance?timeWindow=7d").path(0);
        assertThat(performance.path("totalManifests").asInt()).isEqualTo(asked);
        assertThat(performance.path("avgPatterns").asDouble()).isPositive();
        long answers = 0;
        for (JsonNode period : bus.getJson(at + "/trends")) {
            answers += period.path("manifestsGenerated").asLong();
            assertThat(period.path("avgQueryTimeMs").asDouble()).isPositive();
        }
        assertThat(answers).isEqualTo(asked);
    }

    private static boolean isRight(Workload.HeldOut task, JsonNode answer) {
        return task.expected().matches(steps(answer.path("recommendations").path(0)));
    }

    /// All that is known, once everything in the log has been learnt from.
    private static List<JsonNode> learnt() {
        JsonNode answer = bus.getJson("/api/patterns?limit=200");
        assertThat(answer.path("upToDate").asBoolean(false)).isTrue();
        List<JsonNode> patterns = new ArrayList<>();
        answer.path("patterns").forEach(patterns::add);
        assertThat(lag()).isZero();
        return patterns;
    }

    private static long lag() {
        return bus.getJson("/api/groups/ml-group").path("lagEvents").asLong(-1);
    }

    private static List<String> steps(JsonNode pattern) {
        List<String> steps = new ArrayList<>();
        pattern.path("steps").forEach(step -> steps.add(step.asString("").replace(" (fails)", "!")));
        return steps;
    }

    private static Map<String, Long> versions(List<JsonNode> patterns) {
        Map<String, Long> versions = new TreeMap<>();
        patterns.forEach(pattern -> versions.put(
                pattern.path("patternId").asString(""), pattern.path("version").asLong(0)));
        return versions;
    }

    /// The newest version of each pattern in the tables.
    private static Map<String, Long> stored() throws SQLException {
        Map<String, Long> versions = new TreeMap<>();
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT id, max(version) FROM (
                          SELECT pattern_id AS id, (metadata->>'version')::bigint AS version FROM success_patterns
                          UNION ALL SELECT failure_id, (metadata->>'version')::bigint FROM failure_patterns) AS both_kinds
                        GROUP BY id""")) {
            while (rows.next()) {
                versions.put(rows.getString(1), rows.getLong(2));
            }
        }
        return versions;
    }
}
