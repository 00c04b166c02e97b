package dev.agentbus.sink.postgres;

import dev.agentbus.engine.PostgresEngine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An empty database on a real server, and plain SQL for looking into it.
final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final PostgresEngine engine;
    private final String url;

    private TestDatabase(PostgresEngine engine, String url) {
        this.engine = engine;
        this.url = url;
    }

    static TestDatabase on(PostgresEngine engine) throws SQLException {
        String name = "test_" + COUNT.incrementAndGet();
        TestDatabase first = new TestDatabase(engine, engine.jdbcUrl());
        first.execute("create database " + name);
        return new TestDatabase(engine, engine.jdbcUrl().replaceFirst("/[^/]*$", "/" + name));
    }

    String url() {
        return url;
    }

    PostgresSettings settings() {
        return settings(url);
    }

    PostgresSettings settings(String otherUrl) {
        return PostgresSettings.of(otherUrl, engine.user(), engine.password())
                .withStatementLimit(Duration.ofSeconds(3));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, engine.user(), engine.password());
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Nullable
    String text(String sql) throws SQLException {
        return column(sql).getFirst();
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(String.valueOf(text(sql)));
    }

    List<@Nullable String> column(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<@Nullable String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
