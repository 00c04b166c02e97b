package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Writes the rows of a batch, one COPY per table. Safe for any thread.
final class TableWriter {
    private final Map<TopicName, TableLayout> layouts;
    private final Queue<CopyEncoder> encoders = new ConcurrentLinkedQueue<>();

    TableWriter(Map<TopicName, TableLayout> layouts) {
        this.layouts = Map.copyOf(layouts);
    }

    /// @return by topic, how many rows were left out because their id was there before, or twice in
    ///     the batch
    Map<TopicName, Integer> write(Connection connection, BatchRows rows, Loading loading) throws SQLException {
        CopyEncoder idle = encoders.poll();
        CopyEncoder encoder = idle == null ? new CopyEncoder() : idle;
        try {
            Map<TopicName, Integer> duplicates = new HashMap<>(rows.duplicates());
            for (Map.Entry<TopicName, List<BatchRows.Row>> table :
                    rows.byTopic().entrySet()) {
                TableLayout layout = Objects.requireNonNull(layouts.get(table.getKey()), "one per topic");
                int left = write(connection, layout, encoder, loading, table.getValue());
                if (left > 0) {
                    duplicates.merge(table.getKey(), left, Integer::sum);
                }
            }
            return duplicates;
        } finally {
            encoders.offer(encoder);
        }
    }

    private static void encode(CopyEncoder encoder, TableLayout layout, List<BatchRows.Row> rows) {
        encoder.begin();
        for (BatchRows.Row row : rows) {
            encoder.row(row.event(), row.id(), layout.columns());
        }
        encoder.end();
    }

    /// @return rows left out
    private static int write(
            Connection connection, TableLayout layout, CopyEncoder encoder, Loading loading, List<BatchRows.Row> rows)
            throws SQLException {
        Map<String, String> casts = loading.casts().getOrDefault(layout.topic(), Map.of());
        if (loading instanceof Loading.Missing && casts.isEmpty()) {
            List<BatchRows.Row> missing = missing(connection, layout, rows);
            if (!missing.isEmpty()) {
                encode(encoder, layout, missing);
                copy(connection, layout.copySql(), encoder, missing);
            }
            return rows.size() - missing.size();
        }
        encode(encoder, layout, rows);
        if (loading instanceof Loading.Direct && casts.isEmpty()) {
            copy(connection, layout.copySql(), encoder, rows);
            return 0;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(layout.createStagingSql());
            copy(connection, layout.copyIntoStagingSql(), encoder, rows);
            return rows.size() - statement.executeUpdate(layout.insertFromStagingSql(casts));
        }
    }

    /// Mostly none is: to count is enough then.
    private static List<BatchRows.Row> missing(Connection connection, TableLayout layout, List<BatchRows.Row> rows)
            throws SQLException {
        UUID[] all = rows.stream().map(BatchRows.Row::id).toArray(UUID[]::new);
        Array ids = connection.createArrayOf("uuid", all);
        if (present(connection, layout, ids) == rows.size()) {
            return List.of();
        }
        Set<UUID> present = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(layout.presentIdsSql())) {
            select.setArray(1, ids);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    present.add(found.getObject(1, UUID.class));
                }
            }
        }
        return rows.stream().filter(row -> !present.contains(row.id())).toList();
    }

    private static long present(Connection connection, TableLayout layout, Array ids) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(layout.presentCountSql())) {
            count.setArray(1, ids);
            try (ResultSet found = count.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
    }

    private static void copy(Connection connection, String sql, CopyEncoder encoder, List<BatchRows.Row> rows)
            throws SQLException {
        try {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            try {
                copy.writeToCopy(encoder.buffer(), 0, encoder.size());
                copy.endCopy();
            } catch (SQLException e) {
                breakOff(connection, e);
                throw RefusedRow.of(e, rows);
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            breakOff(connection, e);
            throw e;
        }
    }

    /// The pool doesn't see what happens in a COPY: it would ask a server that does not answer to
    /// roll back, and wait for that as long again.
    private static void breakOff(Connection connection, SQLException failure) throws SQLException {
        if (SqlFailures.isConnection(failure)) {
            connection.abort(Runnable::run);
        }
    }
}
