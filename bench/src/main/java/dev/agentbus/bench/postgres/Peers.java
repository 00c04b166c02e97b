package dev.agentbus.bench.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// What others would do with the same rows: read once from the table the worker has filled, so that
/// every column and value is the same.
record Peers(String table, List<String> columns, List<@Nullable Object[]> rows, List<byte[]> copies) {
    static Peers of(Connection connection, String table, int batch) throws SQLException, IOException {
        List<String> columns = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select * from " + table + " order by id")) {
            for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                if (!found.getMetaData().getColumnName(i).equals("stored_at")) {
                    columns.add(found.getMetaData().getColumnName(i));
                }
            }
            while (found.next()) {
                @Nullable Object[] row = new @Nullable Object[columns.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = found.getObject(columns.get(i));
                }
                rows.add(row);
            }
        }
        List<byte[]> copies = new ArrayList<>();
        for (int start = 0; start < rows.size(); start += batch) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select %s from %s order by id limit %d offset %d) to stdout (format binary)"
                                    .formatted(String.join(", ", columns), table, batch, start),
                            bytes);
            copies.add(bytes.toByteArray());
        }
        return new Peers(table, columns, rows, copies);
    }

    /// One INSERT and one commit per row.
    void insertRowByRow(Connection connection, int count) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement insert = connection.prepareStatement(insertSql())) {
            for (Object[] row : rows.subList(0, count)) {
                bind(insert, row);
                insert.executeUpdate();
            }
        }
    }

    /// JDBC batches, one commit each; the connection rewrites them into INSERTs of many rows.
    void insertBatched(Connection connection, int batch) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(insertSql())) {
            for (int i = 0; i < rows.size(); i++) {
                bind(insert, rows.get(i));
                insert.addBatch();
                if ((i + 1) % batch == 0 || i + 1 == rows.size()) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
        }
    }

    /// Nothing but ready-made bytes: COPY and commit, no positions, no decoding.
    void copyBare(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        String sql = "copy %s (%s) from stdin (format binary)".formatted(table, String.join(", ", columns));
        for (byte[] bytes : copies) {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.endCopy();
            connection.commit();
        }
    }

    private String insertSql() {
        return "insert into %s (%s) values (%s)"
                .formatted(
                        table, String.join(", ", columns), String.join(", ", Collections.nCopies(columns.size(), "?")));
    }

    private static void bind(PreparedStatement insert, @Nullable Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            insert.setObject(i + 1, row[i]);
        }
    }
}
