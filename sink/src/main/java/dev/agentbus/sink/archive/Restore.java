package dev.agentbus.sink.archive;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// Appends archived records to the log again: same key, same bytes, same headers, same ids, plus
/// the marks of [RestoredMark]. Whoever stores by id stores none of them twice, however often this is
/// done. Their record time is that of the restore, or retention would take them away again; what they
/// say about their own time stays.
public final class Restore {
    /// Records on their way to the log at once.
    private static final int WINDOW = 5_000;

    private final Archive archive;
    private final Clock clock;

    public Restore(Archive archive, Clock clock) {
        this.archive = archive;
        this.clock = clock;
    }

    /// How far it is.
    ///
    /// @param rows those that are in the log, or would be
    public record Progress(int files, int filesTotal, long rows) {}

    /// What would be restored, told by the files alone where they lie within the range.
    public Progress rehearse(ArchiveRange range, Path workFolder) throws IOException {
        List<Segment> segments = segments(range);
        long[] rows = {0};
        int files = 0;
        for (Segment segment : segments) {
            for (ArchivedFile file : segment.files()) {
                rows(segment, file, workFolder, row -> {
                    if (range.covers(row.time())) {
                        rows[0]++;
                    }
                });
                files++;
            }
        }
        return new Progress(files, files, rows[0]);
    }

    private List<Segment> segments(ArchiveRange range) {
        return new ArchiveCatalogue(archive)
                .segments(range).stream()
                        .filter(entry -> entry.state() == ArchiveCatalogue.State.DONE)
                        .map(ArchiveCatalogue.Entry::segment)
                        .toList();
    }

    /// @param name of this restore, for the mark
    /// @throws TransientFailure when the log or the store can't do it now; to be done again from the
    ///     start
    public Progress run(ArchiveRange range, EventLog log, String name, Work work) throws IOException {
        List<Segment> segments = segments(range);
        int total =
                segments.stream().mapToInt(segment -> segment.files().size()).sum();
        String id = archive.open();
        Progress now = new Progress(0, total, 0);
        try (LogAppender appender = log.appender()) {
            for (Segment segment : segments) {
                for (ArchivedFile file : segment.files()) {
                    Sending sending = new Sending(appender);
                    rows(segment, file, work.folder(), row -> {
                        if (range.covers(row.time())) {
                            sending.send(new NewRecord(
                                    row.record().partition().topic(),
                                    row.record().key(),
                                    row.record().value(),
                                    RestoredMark.on(row, id, name),
                                    clock.instant()));
                        }
                    });
                    sending.finish();
                    now = new Progress(now.files() + 1, total, now.rows() + sending.sent);
                    work.progress().accept(now);
                }
            }
        }
        return now;
    }

    /// Where files are put while they are read, and who is told.
    public record Work(Path folder, Consumer<Progress> progress) {}

    private void rows(Segment segment, ArchivedFile file, Path workFolder, RowReader.Rows rows) throws IOException {
        Path copy = workFolder.resolve("restore.parquet");
        try {
            archive.store().download(file.key(), copy);
            ObjectStore.Stat found = Checksum.of(copy);
            if (!found.equals(file.stat())) {
                throw new PermanentFailure("Cannot restore %s: its checksum must be that of the manifest (%s), got: %s"
                        .formatted(file.key(), file.sha256(), found.sha256()));
            }
            RowReader.read(copy, segment.partition().topic(), rows);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /// Hands records to the log, a bounded number at once.
    private static final class Sending {
        private final LogAppender appender;
        private final Deque<CompletableFuture<Position>> open = new ArrayDeque<>();
        private long sent;

        Sending(LogAppender appender) {
            this.appender = appender;
        }

        void send(NewRecord record) {
            open.addLast(appender.append(record));
            sent++;
            if (open.size() >= WINDOW) {
                await(open.removeFirst());
            }
        }

        void finish() {
            appender.flush();
            while (!open.isEmpty()) {
                await(open.removeFirst());
            }
        }

        private static void await(CompletableFuture<Position> receipt) {
            try {
                receipt.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new TransientFailure("Cannot restore: the log refuses a record, got: " + e.getMessage(), e);
            }
        }
    }
}
