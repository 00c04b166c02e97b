package dev.agentbus.log.sqlite;

import dev.agentbus.log.NewRecord;
import dev.agentbus.log.sqlite.SpoolTable.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/// Saves what can be read from a damaged spool into a new one; the damaged file stays, renamed, for
/// a person.
final class Salvage {
    private static final Logger log = LoggerFactory.getLogger(Salvage.class);
    /// How far to look beyond a hole whose end is unknown.
    private static final int MAX_HOLE = 100_000;

    private static final int BATCH = 500;

    private Salvage() {}

    static SpoolTable openOrSalvage(SpoolFile file, long maxBytes) throws SQLException, IOException {
        try {
            SpoolTable table = SpoolTable.open(file.database(), maxBytes);
            try {
                if (table.isSound()) {
                    return table;
                }
            } catch (SQLException e) {
                table.close();
                throw e;
            }
            table.close();
        } catch (SQLException e) {
            if (!isDamage(e)) {
                throw e;
            }
        }
        return salvage(file, maxBytes);
    }

    static SpoolTable salvage(SpoolFile file, long maxBytes) throws SQLException, IOException {
        Path damaged = file.setAside();
        SpoolTable fresh = SpoolTable.open(file.database(), maxBytes);
        long saved = 0;
        try (SpoolTable old = SpoolTable.openDamaged(damaged)) {
            saved = copy(old, fresh);
        } catch (SQLException e) {
            log.atWarn().addKeyValue("cause", e.getMessage()).log("Could not read the damaged spool at all");
        }
        log.atError()
                .addKeyValue("spool", file.database())
                .addKeyValue("damaged", damaged)
                .addKeyValue("saved", saved)
                .log("Found the spool damaged, saved what could be read and kept the damaged file");
        return fresh;
    }

    static boolean isDamage(SQLException e) {
        // Extended codes carry the primary one in their lowest byte.
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private static long copy(SpoolTable old, SpoolTable fresh) throws SQLException {
        long last = lastSequence(old);
        long at = 0;
        long saved = 0;
        int misses = 0;
        while (at < last && misses < MAX_HOLE) {
            List<Row> rows = readFrom(old, at);
            List<NewRecord> sound = sound(rows);
            fresh.insert(sound);
            saved += sound.size();
            misses = rows.isEmpty() ? misses + 1 : 0;
            at = rows.isEmpty() ? at + 1 : rows.get(rows.size() - 1).sequence();
        }
        return saved;
    }

    /// A run of rows where the pages can be walked, else the one next row by its number, else
    /// nothing.
    private static List<Row> readFrom(SpoolTable old, long sequence) {
        try {
            List<Row> run = old.after(sequence, BATCH);
            if (!run.isEmpty()) {
                return run;
            }
        } catch (SQLException _walkEndsHere) {
            // Below, row by row.
        }
        try {
            return old.at(sequence + 1);
        } catch (SQLException _onADamagedPage) {
            return List.of();
        }
    }

    private static List<NewRecord> sound(List<Row> rows) {
        List<NewRecord> records = new ArrayList<>();
        for (Row row : rows) {
            try {
                records.add(row.decoded());
            } catch (IOException | RuntimeException damaged) {
                log.atWarn()
                        .addKeyValue("sequence", row.sequence())
                        .addKeyValue("cause", damaged.getMessage())
                        .log("Left a damaged record behind");
            }
        }
        return records;
    }

    private static long lastSequence(SpoolTable old) {
        try {
            return old.lastSequence();
        } catch (SQLException _unknown) {
            return Long.MAX_VALUE;
        }
    }
}
