package dev.agentbus.log.sqlite;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.NewRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/// A durable queue of records in one SQLite file (WAL, synchronous=FULL): once [#append] returns,
/// the records survive a crash of the process and of the machine.
///
/// One process at a time has a spool, held by a file lock. One thread uses it; the sizes may be
/// read by any. What is damaged on disk is set aside, never fatal: a row by its checksum, a page by
/// reading around it, a whole file by renaming it.
public final class SqliteSpool implements AutoCloseable {
    /// What a spool may take of the disk, when nobody says otherwise.
    public static final long DEFAULT_MAX_BYTES = 1L << 30;

    private static final Logger log = LoggerFactory.getLogger(SqliteSpool.class);
    private static final long TRIM_ABOVE_BYTES = 16L << 20;

    private final SpoolFile file;
    private final long maxBytes;
    private SpoolTable table;
    private volatile long events;
    private volatile long bytes;
    private volatile long setAside;

    private SqliteSpool(SpoolFile file, long maxBytes, SpoolTable table) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.table = table;
    }

    /// @param path the database file, made with its folder when missing, readable by its owner
    ///     alone
    /// @return empty when another process has it
    /// @throws TransientFailure when the disk refuses
    public static Optional<SqliteSpool> open(Path path, long maxBytes) {
        Optional<SpoolFile> locked = SpoolFile.lock(path);
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        SpoolFile file = locked.get();
        try {
            SqliteSpool spool = new SqliteSpool(file, maxBytes, Salvage.openOrSalvage(file, maxBytes));
            spool.measure();
            return Optional.of(spool);
        } catch (SQLException | IOException e) {
            file.close();
            throw failure("open", path, e);
        } catch (BusFailure e) {
            file.close();
            throw e;
        }
    }

    /// Adds the records behind all others; when it returns, all are durable, when it throws, none
    /// is there.
    ///
    /// @throws TransientFailure when the disk is full or the spool has reached its bound
    public void append(List<NewRecord> records) {
        run("append to", () -> {
            table.insert(records);
            events = Math.addExact(events, records.size());
            bytes = table.bytes();
        });
    }

    /// The oldest records behind `sequence` (0 for the very first), in order, some MiB at a time;
    /// damaged ones are set aside on the way.
    public List<SpooledRecord> readAfter(long sequence, int limit) {
        List<SpooledRecord> records = new ArrayList<>();
        run("read", () -> {
            records.clear();
            for (SpoolTable.Row row : table.after(sequence, limit)) {
                try {
                    records.add(new SpooledRecord(row.sequence(), row.decoded()));
                } catch (IOException | BusFailure damaged) {
                    keepAside(row.sequence(), "damaged: " + damaged.getMessage());
                }
            }
        });
        return records;
    }

    /// Forgets the records up to and with `sequence`.
    public void deleteUpTo(long sequence) {
        run("delete from", () -> {
            table.deleteUpTo(sequence);
            measure();
            if (events == 0 && setAside == 0 && bytes > TRIM_ABOVE_BYTES) {
                table.trim();
                measure();
            }
        });
    }

    /// Takes a record that can never be delivered out of the queue, but keeps it, with the reason,
    /// in the table `set_aside`.
    public void setAside(long sequence, String reason) {
        run("set aside in", () -> keepAside(sequence, reason));
    }

    /// Waiting records.
    public long events() {
        return events;
    }

    /// Disk space in use.
    public long bytes() {
        return bytes;
    }

    public long eventsSetAside() {
        return setAside;
    }

    public Path path() {
        return file.database();
    }

    /// Removes the file if nothing is left in it, and releases the lock.
    @Override
    public void close() {
        try {
            boolean nothingLeft = events == 0 && setAside == 0;
            table.close();
            if (nothingLeft) {
                file.delete();
            }
        } catch (SQLException e) {
            throw failure("close", file.database(), e);
        } finally {
            file.close();
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void run(String verb, Work work) {
        try {
            try {
                work.run();
            } catch (SQLException e) {
                if (!Salvage.isDamage(e)) {
                    throw e;
                }
                table.close();
                table = Salvage.salvage(file, maxBytes);
                measure();
                work.run();
            }
        } catch (SQLException | IOException e) {
            throw failure(verb, file.database(), e);
        }
    }

    private void keepAside(long sequence, String reason) throws SQLException {
        table.setAside(sequence, reason);
        measure();
        log.atWarn()
                .addKeyValue("spool", file.database())
                .addKeyValue("sequence", sequence)
                .addKeyValue("reason", reason)
                .log("Set a spooled record aside");
    }

    private void measure() throws SQLException {
        events = table.events();
        bytes = table.bytes();
        setAside = table.eventsSetAside();
    }

    private static TransientFailure failure(String verb, Path path, Exception cause) {
        boolean full = cause instanceof SQLException sql && sql.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code;
        String reason =
                full ? "the disk is full or the spool has reached its bound" : String.valueOf(cause.getMessage());
        return new TransientFailure("Cannot %s the spool: %s, got: %s".formatted(verb, reason, path), cause);
    }
}
