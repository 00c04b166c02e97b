package dev.agentbus.process.idempotency;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/// The SQL of the embedded store: a row per key, and the last fence. One thread.
final class ClaimTable implements AutoCloseable {
    private static final int IN_PROGRESS = 0;
    private static final int DONE = 1;
    /// Forgotten rows that one batch of claims takes along; more than it can add, so that the table
    /// never grows for ever, and few enough not to be felt.
    private static final int SWEEP = 2_000;

    private static final List<String> SCHEMA = List.of(
            """
            CREATE TABLE IF NOT EXISTS claims (
              consumer TEXT NOT NULL, topic TEXT NOT NULL, event TEXT NOT NULL,
              state INTEGER NOT NULL, fence INTEGER NOT NULL, payload TEXT NOT NULL,
              held_until INTEGER NOT NULL, forget_at INTEGER NOT NULL, abandoned INTEGER NOT NULL,
              PRIMARY KEY (consumer, topic, event))""",
            "CREATE INDEX IF NOT EXISTS claims_forget_at ON claims (forget_at)",
            "CREATE TABLE IF NOT EXISTS fence (last INTEGER NOT NULL)",
            "INSERT INTO fence (last) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM fence)");

    private final Connection connection;

    private ClaimTable(Connection connection) {
        this.connection = connection;
    }

    static ClaimTable open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(2_000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
            return new ClaimTable(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// What is to happen in one transaction.
    interface Work<T> {
        T run() throws SQLException;
    }

    <T> T inTransaction(Work<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                T result = work.run();
                statement.execute("COMMIT");
                return result;
            } catch (SQLException | RuntimeException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    /// Reserves the next `count` fences.
    ///
    /// @return the first of them
    long takeFences(int count) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE fence SET last = last + ? RETURNING last")) {
            update.setInt(1, count);
            try (ResultSet result = update.executeQuery()) {
                result.next();
                return result.getLong(1) - count + 1;
            }
        }
    }

    Optional<Entry> find(ClaimKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT state, fence, payload, held_until,"
                + " forget_at, abandoned FROM claims WHERE consumer = ? AND topic = ? AND event = ?")) {
            bind(select, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(entry(row)) : Optional.empty();
            }
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        long fence = row.getLong(2);
        PayloadHash payload = new PayloadHash(row.getString(3));
        Instant forgetAt = Instant.ofEpochMilli(row.getLong(5));
        return row.getInt(1) == DONE
                ? new Entry.Done(fence, payload, forgetAt)
                : new Entry.InProgress(fence, payload, Instant.ofEpochMilli(row.getLong(4)), forgetAt, row.getInt(6));
    }

    void put(ClaimKey key, Entry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO claims (consumer, topic,"
                        + " event, state, fence, payload, held_until, forget_at, abandoned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            bind(insert, key);
            switch (entry) {
                case Entry.InProgress held -> {
                    insert.setInt(4, IN_PROGRESS);
                    insert.setLong(5, held.fence());
                    insert.setString(6, held.payload().value());
                    insert.setLong(7, held.until().toEpochMilli());
                    insert.setInt(9, held.abandoned());
                }
                case Entry.Done done -> {
                    insert.setInt(4, DONE);
                    insert.setLong(5, done.fence());
                    insert.setString(6, done.payload().value());
                    insert.setLong(7, 0);
                    insert.setInt(9, 0);
                }
            }
            insert.setLong(8, entry.forgetAt().toEpochMilli());
            insert.executeUpdate();
        }
    }

    void remove(ClaimKey key) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM claims WHERE consumer = ? AND topic = ? AND event = ?")) {
            bind(delete, key);
            delete.executeUpdate();
        }
    }

    void sweep(Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM claims WHERE rowid IN (SELECT rowid FROM claims WHERE forget_at <= ? LIMIT " + SWEEP
                        + ")")) {
            delete.setLong(1, now.toEpochMilli());
            delete.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, ClaimKey key) throws SQLException {
        statement.setString(1, key.consumer());
        statement.setString(2, key.topic().value());
        statement.setString(3, key.event().value());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
