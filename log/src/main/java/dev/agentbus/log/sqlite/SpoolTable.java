package dev.agentbus.log.sqlite;

import dev.agentbus.events.Envelope;
import dev.agentbus.log.NewRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/// The SQL of one spool database. `id` and `topic` are for people who look into it; `record` and
/// `crc` are what counts.
final class SpoolTable implements AutoCloseable {
    /// A row as it stands there, unchecked.
    record Row(long sequence, byte[] record, long crc) {
        /// @throws IOException when the bytes are not what was written
        NewRecord decoded() throws IOException {
            if (RecordCodec.checksum(record) != crc) {
                throw new IOException("the checksum does not match");
            }
            return RecordCodec.decode(record);
        }
    }

    /// One reading gives fewer rows rather than many more bytes.
    private static final long MAX_READ_BYTES = 8L << 20;

    private static final String COLUMNS = "seq, record, crc";

    private final Connection connection;

    private SpoolTable(Connection connection) {
        this.connection = connection;
    }

    static SpoolTable open(Path file, long maxBytes) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(2_000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA cell_size_check = ON");
            statement.execute("CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT,"
                    + " topic TEXT NOT NULL, record BLOB NOT NULL, crc INTEGER NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS set_aside (seq INTEGER, id TEXT, topic TEXT, record BLOB,"
                    + " crc INTEGER, reason TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)");
            long pageBytes = number(statement, "PRAGMA page_size");
            statement.execute("PRAGMA max_page_count = " + Math.max(16, maxBytes / pageBytes));
            return new SpoolTable(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// To read what is left in a damaged file.
    static SpoolTable openDamaged(Path file) throws SQLException {
        Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            // Else a file shorter than its header says can't be read at all.
            statement.execute("PRAGMA writable_schema = ON");
            return new SpoolTable(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Whether SQLite's own check finds the pages in order.
    boolean isSound() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            return result.next() && "ok".equals(result.getString(1));
        }
    }

    /// All or none.
    void insert(List<NewRecord> records) throws SQLException {
        inTransaction(() -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO events (id, topic, record, crc) VALUES (?, ?, ?, ?)")) {
                for (NewRecord record : records) {
                    byte[] bytes = RecordCodec.encode(record);
                    insert.setString(
                            1, Envelope.find(record.headers(), Envelope.ID).orElse(""));
                    insert.setString(2, record.topic().value());
                    insert.setBytes(3, bytes);
                    insert.setLong(4, RecordCodec.checksum(bytes));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    List<Row> after(long sequence, int limit) throws SQLException {
        return rows("SELECT " + COLUMNS + " FROM events WHERE seq > ? ORDER BY seq LIMIT " + limit, sequence);
    }

    List<Row> at(long sequence) throws SQLException {
        return rows("SELECT " + COLUMNS + " FROM events WHERE seq = ?", sequence);
    }

    void deleteUpTo(long sequence) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM events WHERE seq <= ?")) {
            delete.setLong(1, sequence);
            delete.executeUpdate();
        }
    }

    void setAside(long sequence, String reason) throws SQLException {
        inTransaction(() -> {
            try (PreparedStatement copy = connection.prepareStatement("INSERT INTO set_aside (seq, id, topic, record,"
                            + " crc, reason) SELECT seq, id, topic, record, crc, ? FROM events WHERE seq = ?");
                    PreparedStatement delete = connection.prepareStatement("DELETE FROM events WHERE seq = ?")) {
                copy.setString(1, reason);
                copy.setLong(2, sequence);
                copy.executeUpdate();
                delete.setLong(1, sequence);
                delete.executeUpdate();
            }
        });
    }

    long lastSequence() throws SQLException {
        return ask("SELECT max(seq) FROM events");
    }

    long events() throws SQLException {
        return ask("SELECT count(*) FROM events");
    }

    long eventsSetAside() throws SQLException {
        return ask("SELECT count(*) FROM set_aside");
    }

    /// Of the pages in use, in the database and not yet in it.
    long bytes() throws SQLException {
        long used = ask("PRAGMA page_count") - ask("PRAGMA freelist_count");
        return used * ask("PRAGMA page_size");
    }

    /// Gives the disk back what deleted rows left.
    void trim() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private interface Work {
        void run() throws SQLException;
    }

    /// By statements, not by the driver's commit mode: after a full disk SQLite has rolled back by
    /// itself, and the driver would hide that behind a failure of its own.
    private void inTransaction(Work work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                work.run();
                statement.execute("COMMIT");
            } catch (SQLException e) {
                rollBack(statement);
                throw e;
            }
        }
    }

    private static void rollBack(Statement statement) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException _alreadyRolledBack) {
            // Then there is nothing left to undo.
        }
    }

    private List<Row> rows(String query, long sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setLong(1, sequence);
            List<Row> rows = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                long bytes = 0;
                while (bytes < MAX_READ_BYTES && result.next()) {
                    byte[] record = result.getBytes(2);
                    bytes += record == null ? 0 : record.length;
                    rows.add(new Row(result.getLong(1), record == null ? new byte[0] : record, result.getLong(3)));
                }
            }
            return rows;
        }
    }

    private long ask(String question) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return number(statement, question);
        }
    }

    private static long number(Statement statement, String question) throws SQLException {
        try (ResultSet result = statement.executeQuery(question)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }
}
