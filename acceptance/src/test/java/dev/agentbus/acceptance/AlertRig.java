package dev.agentbus.acceptance;

import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.engine.TemporaryEngines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Engines that outlive every process, one process that takes events in and stores them, and beside it as
/// many as a test wants that judge and tell people: only these are killed.
final class AlertRig implements AutoCloseable {
    private static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    private final Path folder;
    private final TemporaryEngines engines = new TemporaryEngines();
    private final Map<String, String> environment = new HashMap<>();
    private final RunningBus front;

    /// A notice that people must get, as the table of alerts has it.
    record Notice(String id, String subject, String kind, String message) {}

    AlertRig(Path folder) throws IOException {
        this.folder = folder;
        PostgresEngine postgres = engines.postgres();
        environment.put("KAFKA_BROKERS", engines.kafka().address().toString());
        environment.put("POSTGRES_HOST", postgres.address().host());
        environment.put("POSTGRES_PORT", Integer.toString(postgres.address().port()));
        environment.put("POSTGRES_DATABASE", postgres.database());
        environment.put("POSTGRES_USER", postgres.user());
        environment.put("POSTGRES_PASSWORD", postgres.password());
        environment.put("REDIS_URL", "redis://" + engines.redis().address());
        environment.put("AGENTBUS_ALERT_RULES", rules().toString());
        environment.put("TEST_PAGER", "the-routing-key");
        environment.put("TEST_HOOK", SECRET);
        tell("");
        front = RunningBus.serve(folder.resolve("front"), environment, "ingest,writer,view");
    }

    private Path rules() {
        return folder.resolve("rules.yaml");
    }

    /// @param destinations what stands under `destinations` in the rules file, indented; empty for none
    void tell(String destinations) throws IOException {
        String shipped = Tool.run(List.of(RunningBus.launcher(), "alerts", "rules"))
                .orFail()
                .out()
                .replace("lateness: 10s", "lateness: 3s");
        Files.writeString(rules(), destinations.isEmpty() ? shipped : shipped + "\ndestinations:\n" + destinations);
    }

    RunningBus judge(String name) {
        return RunningBus.serve(folder.resolve(name), environment, "alerts");
    }

    RunningBus front() {
        return front;
    }

    /// What was found in one day.
    List<String> changes(GeneratedDay day) throws SQLException {
        try (Connection connection = connect()) {
            return changes(connection, day);
        }
    }

    static List<String> changes(Connection connection, GeneratedDay day) throws SQLException {
        List<String> changes = new ArrayList<>();
        try (PreparedStatement statement = ofTheDay(connection, "rule, transition, created_at", day);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                changes.add("%s %s %s"
                        .formatted(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getTimestamp(3).toInstant()));
            }
        }
        return changes;
    }

    /// What people are to be told of that day.
    List<Notice> notices(GeneratedDay day) throws SQLException {
        List<Notice> notices = new ArrayList<>();
        try (Connection connection = connect();
                PreparedStatement statement =
                        ofTheDay(connection, "id, correlation_id, notice, rule, severity, message", day);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String kind = rows.getString(3);
                if (kind.equals("none")) {
                    continue;
                }
                String head =
                        kind.equals("open") ? "[" + rows.getString(5).toUpperCase(Locale.ROOT) + "] " : "[RESOLVED] ";
                notices.add(new Notice(
                        rows.getString(1),
                        rows.getString(2),
                        kind,
                        head + rows.getString(4) + ": " + rows.getString(6)));
            }
        }
        return notices;
    }

    private static PreparedStatement ofTheDay(Connection connection, String columns, GeneratedDay day)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(
                "select " + columns + " from agent_alerts where created_at >= ? and created_at < ?");
        statement.setTimestamp(1, Timestamp.from(day.at("00:00:00")));
        statement.setTimestamp(2, Timestamp.from(day.at("00:00:00").plus(Duration.ofDays(1))));
        return statement;
    }

    private Connection connect() throws SQLException {
        PostgresEngine postgres = engines.postgres();
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    @Override
    public void close() {
        front.close();
        engines.close();
    }
}
