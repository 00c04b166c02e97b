package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The archive on an S3 server that refuses, and of a process that is killed between a file's upload
/// and its position; read back by a program that knows nothing of ours.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ArchiveIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PREFIX = "bus/one";

    @TempDir
    private static Path folder;

    private static S3Server s3;
    private static RunningBus bus;

    @BeforeAll
    static void start() {
        s3 = new S3Server(folder.resolve("s3"));
        bus = RunningBus.start(folder.resolve("data"), environment(S3Server.SECRET));
    }

    @AfterAll
    static void stop() {
        bus.close();
        s3.close();
    }

    private static Map<String, String> environment(String secret) {
        Map<String, String> environment = new HashMap<>();
        environment.put("S3_BUCKET", S3Server.BUCKET);
        environment.put("S3_PREFIX", PREFIX);
        environment.put("S3_ENDPOINT", s3.endpoint());
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", S3Server.KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", secret);
        environment.put("AGENTBUS_ARCHIVE_FILE_SECONDS", "2");
        return environment;
    }

    @Test
    @Order(1)
    void holdsEachEventOnceThroughRefusalsAndAKillBetweenUploadAndPosition() throws SQLException {
        Load load = Load.start(bus, System.nanoTime());
        await().atMost(LIMIT).until(() -> !archived(load).isEmpty());

        s3.slowDown(true);
        await().atMost(LIMIT).until(() -> reason().contains("the store asks to slow down"));
        s3.slowDown(false);
        int before = load.acknowledged().size();
        await().atMost(LIMIT).until(() -> load.acknowledged().size() > before + 200);

        s3.hold(line -> line.startsWith("PUT ") && line.matches(".*/[0-9]{20}\\.json .*"));
        await().atMost(LIMIT).until(s3::hasCaught);
        bus.kill();
        bus.startAgain();
        int restarted = load.acknowledged().size();
        await().atMost(LIMIT).until(() -> load.acknowledged().size() > restarted + 200);
        Set<String> acknowledged = new TreeSet<>(load.finish());

        await().atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(archived(load).keySet()).containsAll(acknowledged));
        assertThat(archived(load).values()).as("archived more often than once").containsOnly(0L);
        assertThat(archived(load).keySet()).isEqualTo(acknowledged);
        Ledger.demandExactlyOnce(bus, load, List.copyOf(acknowledged));

        // What was published again because the kill took its answer stands twice in the log.
        long records = bus.recordsIn("agent-actions");
        assertThat(records).isGreaterThanOrEqualTo(acknowledged.size());
        theArchiveIsSound(records);
        restoringTwiceDoublesNothing(load, acknowledged, records);
    }

    private static void theArchiveIsSound(long events) {
        Tool verified = bus.cli("archive", "verify", "--json");
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
        assertThat(RunningBus.JSON.readTree(verified.out()).get("events").asLong())
                .isEqualTo(events);
        assertThat(RunningBus.JSON
                        .readTree(bus.cli("archive", "restore", "--dry-run", "--json")
                                .out())
                        .get("events")
                        .asLong())
                .isEqualTo(events);
        assertThat(bus.cli("archive", "list").out()).contains("topic=agent-actions/date=");
    }

    private static void restoringTwiceDoublesNothing(Load load, Set<String> acknowledged, long records)
            throws SQLException {
        for (int i = 0; i < 2; i++) {
            Tool restored = bus.cli("archive", "restore", "--topic", "agent-actions", "--json");
            assertThat(restored.exitCode()).as(restored.err()).isZero();
            assertThat(RunningBus.JSON.readTree(restored.out()).get("events").asLong())
                    .isEqualTo(records);
        }
        await().atMost(LIMIT).until(() -> duplicates() >= 2L * acknowledged.size());
        Ledger.demandExactlyOnce(bus, load, List.copyOf(acknowledged));
        assertThat(archived(load).values()).containsOnly(0L);
    }

    /// What the writer to PostgreSQL found to be there already.
    private static double duplicates() {
        return bus.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("agentbus_worker_duplicates")
                        && line.contains("db-writer-group")
                        && line.contains("agent-actions"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    @Order(2)
    void saysWhichCredentialsToCheck() {
        Map<String, String> wrong = environment("another-secret");
        wrong.put("AGENTBUS_HOME", bus.data().toString());

        Tool listed = Tool.run(wrong, List.of(RunningBus.launcher(), "archive", "list"), "");

        assertThat(listed.exitCode()).isEqualTo(1);
        assertThat(listed.err())
                .contains("the store refuses the credentials; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }

    private static String reason() {
        return bus.get("/api/groups").body();
    }

    /// By event id, how many rows too many the files hold, as DuckDB reads them: each record of the log
    /// stands for one.
    private static Map<String, Long> archived(Load load) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        String files = s3.bucket().resolve(PREFIX) + "/topic=agent-actions/*/*/*.parquet";
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet found = statement.executeQuery(
                        "select event_id, count(*) - count(distinct (_partition, _offset)) from read_parquet('%s', hive_partitioning = true)"
                                        .formatted(files)
                                + " where correlation_id like '%s%%' and topic = 'agent-actions'"
                                        .formatted(load.traces())
                                + " group by event_id")) {
            while (found.next()) {
                rows.put(found.getString(1), found.getLong(2));
            }
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("No files found")) {
                return Map.of();
            }
            throw e;
        }
        return rows;
    }
}
