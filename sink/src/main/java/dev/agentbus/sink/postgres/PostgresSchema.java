package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings the database to the shape the sink needs, once, and again after [#invalidate()]. Several
/// processes may start at the same time: one builds, the others wait. Safe for any thread.
final class PostgresSchema {
    /// Any number, the same in every process: "agentbus" in ASCII.
    private static final long LOCK = 0x6167656e74627573L;

    private final PostgresDatabase database;
    private final List<TableLayout> layouts;
    /// By topic, the columns whose type is not ours; null until built.
    private volatile @Nullable Map<TopicName, Map<String, String>> casts;

    PostgresSchema(PostgresDatabase database, Collection<TableLayout> layouts) {
        this.database = database;
        this.layouts = List.copyOf(layouts);
    }

    void invalidate() {
        casts = null;
    }

    /// Builds what is missing, if that has not been done.
    ///
    /// @return by topic, the columns whose type is not ours, with their own
    Map<TopicName, Map<String, String>> casts() {
        Map<TopicName, Map<String, String>> known = casts;
        return known != null ? known : build();
    }

    private synchronized Map<TopicName, Map<String, String>> build() {
        Map<TopicName, Map<String, String>> known = casts;
        if (known != null) {
            return known;
        }
        try (Connection connection = database.connectionForSchema()) {
            lock(connection);
            new Migrations(database).run();
            Map<TopicName, Map<String, String>> built = new HashMap<>();
            TableBuilder builder = new TableBuilder(connection);
            for (TableLayout layout : layouts) {
                Map<String, String> drift = builder.build(layout);
                if (!drift.isEmpty()) {
                    built.put(layout.topic(), drift);
                }
            }
            casts = Map.copyOf(built);
            return built;
        } catch (SQLException e) {
            throw new TransientFailure(
                    "Cannot prepare PostgreSQL: the tables can't be made, got: " + e.getMessage(), e);
        }
    }

    /// Until the connection closes.
    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_advisory_lock(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }
}
