package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.ingest.demo.Fleet;
import dev.agentbus.ingest.demo.FleetEvent;
import dev.agentbus.ingest.demo.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import tools.jackson.databind.JsonNode;

/// The metrics of 40 minutes of a fleet, to the event: whatever dies on the way, and when the past is
/// read again.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MetricsIT {
    private static final int EVENTS = 12_000;
    private static final int PART = 3_000;
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static Instant begin;
    private static final List<Said> SAID = new ArrayList<>();

    /// What the test itself knows of an event.
    private record Said(String topic, Instant time, JsonNode payload) {}

    @BeforeAll
    static void start() {
        bus = RunningBus.start(folder.resolve("data"));
        begin = Instant.now().minus(Duration.ofMinutes(41)).truncatedTo(ChronoUnit.SECONDS);
        Fleet fleet = Fleet.of(11, 40);
        for (int i = 0; i < EVENTS; i++) {
            FleetEvent event = fleet.next();
            Instant time = begin.plusMillis(i * 40L * 60_000 / EVENTS);
            JsonNode payload = RunningBus.JSON.readTree(event.payload(new Moment(time, 1)));
            SAID.add(new Said(event.topic().value(), timeOf(payload, time), payload));
        }
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    private static Instant timeOf(JsonNode payload, Instant otherwise) {
        String text = payload.path("timestamp").asString("");
        return text.isEmpty() ? otherwise : Instant.parse(text);
    }

    private static void publish(int from, int to) {
        Map<String, StringBuilder> lines = new LinkedHashMap<>();
        for (Said said : SAID.subList(from, to)) {
            lines.computeIfAbsent(said.topic(), _ -> new StringBuilder())
                    .append(said.payload())
                    .append('\n');
        }
        lines.forEach(
                (topic, text) -> assertThat(bus.post("/v1/events/" + topic, "application/x-ndjson", text.toString())
                                .statusCode())
                        .isEqualTo(202));
    }

    /// By start, how many of each topic, how many failed, and their milliseconds.
    private static Map<Instant, List<Long>> fold(Duration size, String topic, int events) {
        Map<Instant, List<Long>> windows = new TreeMap<>();
        for (Said said : SAID.subList(0, events)) {
            if (said.topic().equals(topic)) {
                long seconds = said.time().getEpochSecond() / size.toSeconds() * size.toSeconds();
                long failed = said.payload().path("success").asBoolean(true) ? 0 : 1;
                windows.merge(
                        Instant.ofEpochSecond(seconds),
                        List.of(1L, failed),
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
            }
        }
        return windows;
    }

    private static JsonNode windows(String query) {
        return bus.getJson("/api/metrics/windows?" + query);
    }

    private static Map<Instant, List<Long>> counted(String size, String topic) {
        Instant from = begin.minus(Duration.ofMinutes(1));
        Instant to = from.plus(Duration.ofMinutes(45));
        Map<Instant, List<Long>> windows = new TreeMap<>();
        for (JsonNode window : windows("size=%s&from=%s&to=%s&topic=%s".formatted(size, from, to, topic))
                .path("windows")) {
            if (window.path("count").asLong() > 0) {
                windows.put(
                        Instant.parse(window.path("start").asString("")),
                        List.of(
                                window.path("count").asLong(),
                                window.path("errors").asLong()));
            }
        }
        return windows;
    }

    private static void demandTheFold(int events) {
        await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            for (String topic : List.of("agent-actions", "agent-transformation-events", "task-executions")) {
                assertThat(counted("5s", topic)).as(topic).isEqualTo(fold(Duration.ofSeconds(5), topic, events));
                assertThat(counted("1min", topic)).isEqualTo(fold(Duration.ofMinutes(1), topic, events));
                assertThat(counted("5min", topic)).isEqualTo(fold(Duration.ofMinutes(5), topic, events));
                assertThat(counted("1h", topic)).isEqualTo(fold(Duration.ofHours(1), topic, events));
            }
        });
    }

    @Test
    @Order(1)
    void countsEveryEventInTheWindowsOfItsTime() {
        publish(0, PART);

        demandTheFold(PART);
    }

    @Test
    @Order(2)
    void losesAndDoublesNothingWhenRedisDies() {
        publish(PART, PART + 1_000);
        long pid = bus.pidOf("redis");
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        publish(PART + 1_000, 2 * PART);

        demandTheFold(2 * PART);

        assertThat(bus.pidOf("redis")).isNotEqualTo(pid);
    }

    @Test
    @Order(3)
    void losesAndDoublesNothingWhenTheBusDies() {
        publish(2 * PART, 3 * PART);
        bus.kill();
        bus.startAgain();
        publish(3 * PART, 4 * PART);

        demandTheFold(EVENTS);
    }

    @Test
    @Order(4)
    void changesNothingWhenHalfOfThePastIsReadAgain() {
        Instant half = begin.plus(Duration.ofMinutes(20));

        Tool replay = bus.cli("replay", "--group", "metrics-group", "--from", half.toString(), "--yes", "--json")
                .orFail();

        JsonNode ended = RunningBus.JSON.readTree(replay.out());
        assertThat(ended.path("state").asString("")).isEqualTo("done");
        assertThat(ended.path("total").asLong()).isGreaterThan(EVENTS / 3);
        demandTheFold(EVENTS);
    }

    @Test
    @Order(5)
    void countsNothingAgainThatIsPublishedAgain() {
        publish(EVENTS - 500, EVENTS);
        await().atMost(SOON)
                .until(() -> bus.getJson("/api/groups/metrics-group")
                                .path("lagEvents")
                                .asLong(-1)
                        == 0);

        demandTheFold(EVENTS);
    }

    @Test
    @Order(6)
    void tellsAgentsActionTypesAndStrategiesApart() {
        Instant from = begin.minus(Duration.ofMinutes(1));
        String hour = "size=1min&from=%s&to=%s".formatted(from, from.plus(Duration.ofMinutes(45)));

        JsonNode byAgent = windows(hour + "&topic=agent-actions&by=agent");
        JsonNode byType = windows(hour + "&topic=agent-actions&by=actionType");
        JsonNode byStrategy = windows(hour + "&topic=agent-routing-decisions&by=strategy");

        assertThat(groups(byAgent)).isEqualTo(groups("agent-actions", "agent_name"));
        assertThat(groups(byType)).isEqualTo(groups("agent-actions", "action_type"));
        assertThat(groups(byStrategy)).isEqualTo(groups("agent-routing-decisions", "routing_strategy"));
        assertThat(byStrategy.path("total").path("confidence").asDouble()).isBetween(0.01, 1.0);
        assertThat(byAgent.path("total").path("p95Ms").asDouble())
                .isGreaterThan(byAgent.path("total").path("p50Ms").asDouble());
        assertThat(bus.get("/api/metrics/windows?size=7s").statusCode()).isEqualTo(400);
    }

    private static Map<String, Long> groups(JsonNode answer) {
        Map<String, Long> groups = new TreeMap<>();
        answer.path("groups")
                .forEach(group -> groups.put(
                        group.path("key").asString("?"), group.path("count").asLong()));
        return groups;
    }

    private static Map<String, Long> groups(String topic, String field) {
        Map<String, Long> groups = new TreeMap<>();
        SAID.stream()
                .filter(said -> said.topic().equals(topic))
                .forEach(said -> groups.merge(said.payload().path(field).asString(""), 1L, Long::sum));
        return groups;
    }

    @Test
    @Order(7)
    void showsTheFiguresOfTheLastMinutesToWhoeverReadsKeys() {
        String now = Instant.now().toString();
        String decision =
                "{\"selected_agent\":\"a\",\"confidence_score\":0.5,\"routing_strategy\":\"fuzzy\",\"timestamp\":\"%s\"}\n"
                        .formatted(now);
        bus.post("/v1/events/agent-routing-decisions", "application/x-ndjson", decision.repeat(7));
        String[] address = bus.status().path("redis").asString("").split(":", -1);

        try (RedisClient redis = RedisClient.create(address[0], Integer.parseInt(address[1]))) {
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(redis.get("metrics:routing:count:5min")).isNotNull();
                assertThat(Long.parseLong(redis.get("metrics:routing:count:5min")))
                        .isGreaterThanOrEqualTo(7);
            });
            assertThat(redis.keys("metrics:*"))
                    .allSatisfy(key -> assertThat(redis.pttl(key)).as(key).isPositive());
        }
        assertThat(bus.cli("metrics", "--size", "1h", "--topic", "agent-actions")
                        .orFail()
                        .out())
                .contains("EVENTS", "P95 MS", "all");
    }
}
