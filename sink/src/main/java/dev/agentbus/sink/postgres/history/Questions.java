package dev.agentbus.sink.postgres.history;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.sink.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Asks the database, read-only and bounded in time. Safe for any thread.
record Questions(PostgresDatabase database, Duration limit) {
    /// One row of an answer.
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// @param values of the statement's parameters, in order
    <T> List<T> ask(String sql, List<Object> values, Row<T> row) {
        try (Connection connection = database.connection()) {
            try (Statement bounds = connection.createStatement()) {
                bounds.execute("set transaction read only; set local statement_timeout = " + limit.toMillis());
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, values.get(i));
                }
                return rows(statement, row);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new TransientFailure(
                    "Cannot read stored events: PostgreSQL can't answer now, got: %s %s"
                            .formatted(e.getSQLState(), e.getMessage()),
                    e);
        }
    }

    private static <T> List<T> rows(PreparedStatement statement, Row<T> row) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(row.of(rows));
            }
        }
        return found;
    }
}
