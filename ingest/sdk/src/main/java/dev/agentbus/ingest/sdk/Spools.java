package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.sqlite.SpooledRecord;
import dev.agentbus.log.sqlite.SqliteSpool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All spools this process holds as one queue: those that dead processes left, oldest first, then
/// its own.
///
/// Owned by the sender; the sizes may be read by any thread.
final class Spools implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spools.class);

    private final PublisherSettings settings;
    private final ArrayDeque<SqliteSpool> adopted = new ArrayDeque<>();
    private @Nullable SqliteSpool own;
    private volatile long events;
    private volatile long bytes;
    private volatile long setAside;

    Spools(PublisherSettings settings) {
        this.settings = settings;
    }

    /// Takes over what processes left that are gone.
    void adopt() {
        for (Path file : files()) {
            try {
                SqliteSpool.open(file, settings.spoolBytes()).ifPresent(this::take);
            } catch (TransientFailure e) {
                log.atWarn()
                        .addKeyValue("spool", file)
                        .addKeyValue("cause", e.getMessage())
                        .log("Could not adopt a spool");
            }
        }
        measure();
    }

    /// @throws TransientFailure when the disk refuses; then none of them is there
    void append(List<NewRecord> records) {
        own().append(records);
        measure();
    }

    /// The oldest events, and what to do with them afterwards; empty when nothing waits.
    List<SpooledRecord> oldest(int limit) {
        while (true) {
            SqliteSpool first = first();
            if (first == null) {
                return List.of();
            }
            long before = first.eventsSetAside();
            List<SpooledRecord> records = first.readAfter(0, limit);
            setAside = Math.addExact(setAside, first.eventsSetAside() - before);
            if (!records.isEmpty()) {
                return records;
            }
            if (first.events() > 0) {
                // All of them were damaged, and are set aside now.
                continue;
            }
            if (first == own) {
                measure();
                return List.of();
            }
            adopted.remove();
            first.close();
            measure();
        }
    }

    /// Forgets what [#oldest] gave, up to this sequence number.
    void deleteUpTo(long sequence) {
        SqliteSpool first = first();
        if (first != null) {
            first.deleteUpTo(sequence);
            measure();
        }
    }

    void setAside(long sequence, String reason) {
        SqliteSpool first = first();
        if (first != null) {
            first.setAside(sequence, reason);
            setAside = Math.addExact(setAside, 1);
            measure();
        }
    }

    long events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    /// Since the start.
    long setAside() {
        return setAside;
    }

    @Override
    public void close() {
        adopted.forEach(SqliteSpool::close);
        adopted.clear();
        SqliteSpool last = own;
        own = null;
        if (last != null) {
            last.close();
        }
    }

    private @Nullable SqliteSpool first() {
        return adopted.isEmpty() ? own : adopted.element();
    }

    private void take(SqliteSpool spool) {
        if (spool.events() == 0) {
            spool.close();
            return;
        }
        log.atInfo()
                .addKeyValue("spool", spool.path())
                .addKeyValue("events", spool.events())
                .log("Adopted a spool that another process left");
        adopted.add(spool);
    }

    /// The youngest adopted one goes on as our own, so that restarts without a log do not add
    /// files.
    private SqliteSpool own() {
        SqliteSpool spool = own;
        if (spool == null) {
            spool = adopted.isEmpty() ? create() : adopted.removeLast();
            own = spool;
        }
        return spool;
    }

    private SqliteSpool create() {
        String name = "%d-%d.db".formatted(System.currentTimeMillis(), System.nanoTime());
        Path file = settings.spoolFolder().resolve(name);
        return SqliteSpool.open(file, settings.spoolBytes())
                .orElseThrow(() -> new TransientFailure("Cannot open the spool: another process has it, got: " + file));
    }

    private List<Path> files() {
        if (!Files.isDirectory(settings.spoolFolder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(settings.spoolFolder())) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("folder", settings.spoolFolder())
                    .addKeyValue("cause", e.toString())
                    .log("Could not look for spools of earlier processes");
            return List.of();
        }
    }

    private void measure() {
        List<SqliteSpool> all = new ArrayList<>(adopted);
        SqliteSpool last = own;
        if (last != null) {
            all.add(last);
        }
        events = all.stream().mapToLong(SqliteSpool::events).sum();
        bytes = all.stream().mapToLong(SqliteSpool::bytes).sum();
    }
}
