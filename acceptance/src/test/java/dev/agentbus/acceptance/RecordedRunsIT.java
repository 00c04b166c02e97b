package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs of a real agent, recorded elsewhere, imported twice.
final class RecordedRunsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static List<Path> runs = List.of();
    private static RunningBus bus;

    @BeforeAll
    static void start() throws IOException {
        Path recorded = Repository.root().resolveSibling("shared/data/swe-agent");
        Assumptions.assumeTrue(Files.isDirectory(recorded), "no recorded runs at " + recorded);
        try (Stream<Path> files = Files.list(recorded)) {
            runs = files.filter(file -> file.toString().endsWith(".traj"))
                    .sorted()
                    .toList();
        }
        bus = RunningBus.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        if (bus != null) {
            bus.close();
        }
    }

    @Test
    void importsEachRunOnceHoweverOftenItIsImported() throws SQLException {
        importAll();
        await().atMost(SOON).until(() -> count("task_executions") == runs.size());
        long actions = settledCount("agent_actions");

        importAll();

        assertThat(actions).isGreaterThan(50);
        assertThat(settledCount("agent_actions")).isEqualTo(actions);
        assertThat(count("task_executions")).isEqualTo(runs.size());
        for (String trace : traces()) {
            assertThat(bus.cli("trace", trace).orFail().out()).contains("swe-agent");
        }
    }

    private static void importAll() {
        List<String> command = new ArrayList<>(List.of("import", "swe-agent"));
        runs.forEach(run -> command.add(run.toString()));
        bus.cli(command.toArray(String[]::new)).orFail();
    }

    /// The number of rows, once all that is in the log has been carried out.
    private static long settledCount(String table) {
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> lag() == 0);
        return count(table);
    }

    /// Events that the writer has not stored yet, by its own gauge.
    private static long lag() {
        List<String> gauges = bus.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("agentbus_worker_lag_events{"))
                .toList();
        assertThat(gauges).isNotEmpty();
        return gauges.stream()
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long count(String table) {
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> traces() throws SQLException {
        List<String> traces = new ArrayList<>();
        try (var connection = bus.postgres();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DISTINCT correlation_id FROM task_executions")) {
            while (rows.next()) {
                traces.add(rows.getString(1));
            }
        }
        return traces;
    }
}
