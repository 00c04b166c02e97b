package dev.agentbus.sink.archive;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The records of one segment in the order of their offsets, whatever the hours of its files. Each
/// file is copied to this machine's disk and compared with its manifest before any of its records
/// comes; one that differs is told and left out. One thread.
final class SegmentCursor implements AutoCloseable {
    private final ObjectStore store;
    private final Segment segment;
    private final Path folder;
    private final BiConsumer<ArchivedFile, String> broken;
    private final List<OpenFile> files = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(
            Comparator.comparingLong(head -> head.row().record().offset()));

    /// A file and where its copy is read.
    private record OpenFile(ArchivedFile described, Path copy, RowCursor rows) {}

    /// A file's next row.
    private record Head(OpenFile file, RowReader.Row row) {}

    /// @param broken told of files that are left out, and why
    SegmentCursor(ObjectStore store, Segment segment, Path folder, BiConsumer<ArchivedFile, String> broken) {
        this.store = store;
        this.segment = segment;
        this.folder = folder;
        this.broken = broken;
    }

    Segment segment() {
        return segment;
    }

    /// @throws TransientFailure when the store or this disk can't do it now
    SegmentCursor open() {
        try {
            for (ArchivedFile file : segment.files()) {
                open(file);
            }
            return this;
        } catch (IOException e) {
            close();
            throw onDisk(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void open(ArchivedFile file) throws IOException {
        Path copy = folder.resolve(UUID.randomUUID() + ".parquet");
        try {
            store.download(file.key(), copy);
        } catch (PermanentFailure e) {
            broken.accept(file, "it is missing");
            return;
        } catch (TransientFailure e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        ObjectStore.Stat found = Checksum.of(copy);
        if (!found.equals(file.stat())) {
            Files.deleteIfExists(copy);
            broken.accept(
                    file,
                    "its checksum must be that of its manifest (%s), got: %s".formatted(file.sha256(), found.sha256()));
            return;
        }
        try {
            OpenFile opened = new OpenFile(
                    file, copy, new RowCursor(copy, segment.partition().topic()));
            files.add(opened);
            advance(opened);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            broken.accept(file, unreadable(e));
        }
    }

    /// The next record; null behind the last one.
    @Nullable
    LogRecord next() {
        Head first = heads.poll();
        if (first == null) {
            return null;
        }
        advance(first.file());
        return first.row().record();
    }

    /// A file with the right checksum that can't be read is nothing that comes right by waiting.
    private void advance(OpenFile file) {
        try {
            RowReader.Row row = file.rows().next();
            if (row != null) {
                heads.add(new Head(file, row));
            }
        } catch (IOException | RuntimeException e) {
            broken.accept(file.described(), unreadable(e));
        }
    }

    private static String unreadable(Exception cause) {
        return "its checksum is right, and yet it can't be read (%s)".formatted(cause);
    }

    private static TransientFailure onDisk(IOException cause) {
        return new TransientFailure("Cannot read archive: a copy can't be made here, got: " + cause, cause);
    }

    @Override
    public void close() {
        heads.clear();
        for (OpenFile file : files) {
            try {
                file.rows().close();
                Files.deleteIfExists(file.copy());
            } catch (IOException e) {
                throw onDisk(e);
            }
        }
        files.clear();
    }
}
