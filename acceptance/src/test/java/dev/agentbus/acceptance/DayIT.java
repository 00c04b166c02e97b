package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.acceptance.GeneratedDay.Happening;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A whole day through all readers at once: PostgreSQL, Redis, Parquet and the live view count the same,
/// to the event, whatever is killed in the middle of it, and when half of it is read again.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DayIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    /// The day is told as 23 hours, so that all of it lies in the live view's 24.
    private static final double SHORTER = 23.0 / 24;

    private static final Duration AGO = Duration.ofHours(23).plusMinutes(30);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static Instant begin;
    private static List<Happening> day;

    @BeforeAll
    static void start() {
        begin = Instant.now().minus(AGO);
        day = new GeneratedDay(begin, 5)
                .happenings().stream().map(DayIT::sooner).toList();
        bus = RunningBus.start(folder.resolve("data"), Map.of("AGENTBUS_ARCHIVE_FILE_SECONDS", "5"));
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    private static Happening sooner(Happening happening) {
        long millis = (long) (Duration.between(begin, happening.time()).toMillis() * SHORTER);
        Instant time = begin.plusMillis(millis);
        return new Happening(
                happening.topic(),
                time,
                happening.json().replace(happening.time().toString(), time.toString()));
    }

    private static Map<String, Long> published() {
        return new TreeMap<>(day.stream().collect(Collectors.groupingBy(Happening::topic, Collectors.counting())));
    }

    private static Map<String, Long> inPostgres() throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = bus.postgres();
                Statement statement = connection.createStatement()) {
            for (String topic : published().keySet()) {
                counts.put(topic, number(statement, "select count(*) from " + topic.replace('-', '_')));
            }
        }
        return counts;
    }

    private static Map<String, Long> inRedis() {
        Map<String, Long> counts = new TreeMap<>();
        Instant to = begin.plus(Duration.ofHours(24));
        for (String topic : published().keySet()) {
            JsonNode windows =
                    bus.getJson("/api/metrics/windows?size=1h&from=%s&to=%s&topic=%s".formatted(begin, to, topic));
            counts.put(topic, windows.at("/total/count").asLong());
        }
        return counts;
    }

    /// Rows, and different ids among them, as DuckDB reads them.
    private static Map<String, List<Long>> inParquet() throws SQLException {
        Map<String, List<Long>> counts = new TreeMap<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            for (String topic : published().keySet()) {
                String files = "from read_parquet('%s/topic=%s/*/*/*.parquet')"
                        .formatted(bus.data().resolve("archive"), topic);
                counts.put(
                        topic,
                        List.of(
                                number(statement, "select count(*) " + files),
                                number(statement, "select count(distinct event_id) " + files)));
            }
        }
        return counts;
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// What the view counts over all of its 24 hours.
    private static Map<String, Long> inTheView() {
        Map<String, Long> counts = new LinkedHashMap<>();
        JsonNode agents = bus.getJson("/api/intelligence/agents/summary");
        counts.put("agent-actions", sum(agents, "actions"));
        counts.put("agent-routing-decisions", sum(agents, "routingDecisions"));
        counts.put(
                "agent-transformation-events",
                bus.getJson("/api/intelligence/transformations/summary")
                        .findValue("totalTransformations")
                        .asLong());
        return counts;
    }

    private static long sum(JsonNode rows, String field) {
        return rows.valueStream().mapToLong(row -> row.path(field).asLong()).sum();
    }

    private static void demandTheDayEverywhere() {
        Map<String, Long> published = published();
        Map<String, List<Long>> once = new TreeMap<>();
        published.forEach((topic, count) -> once.put(topic, List.of(count, count)));
        // Of a topic whose first file is not there yet DuckDB says so.
        await().atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> {
                    assertThat(inPostgres()).as("PostgreSQL").isEqualTo(published);
                    assertThat(inRedis()).as("Redis").isEqualTo(published);
                    assertThat(inParquet()).as("Parquet").isEqualTo(once);
                    assertThat(published).as("live view").containsAllEntriesOf(inTheView());
                });
    }

    @Test
    @Order(1)
    void countsTheSameEverywhereAlthoughTheBusAndRedisAreKilledInTheMiddle() {
        assertThat(day).hasSize(GeneratedDay.EVENTS);
        GeneratedDay.publish(bus, day.subList(0, 20_000));

        bus.kill();
        bus.startAgain();
        GeneratedDay.publish(bus, day.subList(20_000, 40_000));
        ProcessHandle.of(bus.pidOf("redis")).orElseThrow().destroyForcibly();
        GeneratedDay.publish(bus, day.subList(40_000, day.size()));

        demandTheDayEverywhere();
    }

    @Test
    @Order(2)
    void countsTheSameEverywhereWhenHalfOfItIsReadAgain() {
        String half = day.get(day.size() / 2).time().toString();

        bus.cli("replay", "--from", half, "--json").orFail();
        bus.cli("replay", "--group", "metrics-group", "--from", half, "--yes", "--json")
                .orFail();

        demandTheDayEverywhere();
        assertThat(bus.cli("archive", "verify").orFail().exitCode()).isZero();
    }
}
