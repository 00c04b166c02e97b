package dev.agentbus.sink.archive;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.process.Claim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is held of one partition since its last segment. One thread at a time.
///
/// A segment is written in steps, each of which may fail and be taken again: its files are made, its
/// boundaries planned, the files uploaded, the plan called done. Only then is the next one begun.
final class HeldPartition implements AutoCloseable {
    /// Each hour is one pass over what is held.
    private static final int MAX_HOURS = 48;

    private final LogPartition partition;
    private final TopicReading reading;
    private final Chain chain;
    private final SegmentWriter writer;
    private final ObjectStore store;
    private final Path spoolFile;
    private final TreeSet<Instant> hours = new TreeSet<>();
    private final long epoch;
    private final long durable;
    private Spool spool;
    private long first;
    private long next;
    private long rows;
    private @Nullable Instant since;
    private Optional<Segment> open;
    private SegmentWriter.@Nullable Built built;
    private @Nullable Segment agreed;

    /// What a partition is archived with.
    record Place(ObjectStore store, String cluster, Path folder) {}

    HeldPartition(LogPartition partition, TopicReading reading, Place place, long epoch) throws IOException {
        this.partition = partition;
        this.reading = reading;
        this.store = place.store();
        this.epoch = epoch;
        this.chain = new Chain(store, place.cluster(), partition);
        this.writer = new SegmentWriter(place.cluster(), partition, reading, place.folder());
        this.spoolFile = place.folder().resolve(partition + ".spool");
        Chain.End end = chain.end();
        this.open = end.open();
        this.durable = end.next();
        // The first segment of all begins at 0, wherever the log does: two processes must name it alike.
        this.first = Math.max(0, durable);
        this.next = first;
        this.spool = new Spool(partition, spoolFile);
    }

    /// What the archive has: reading goes on from there.
    Claim claim() {
        return new Claim(epoch, durable);
    }

    /// Whether a batch that begins at `from` goes on from what was taken.
    boolean follows(long claimed, long from) {
        return claimed == epoch && from <= next;
    }

    long bytes() {
        return spool.bytes();
    }

    long rows() {
        return rows;
    }

    /// Whether its segment was planned by a process that died, and is not read to its end again.
    boolean waitsForMore() {
        return open.isPresent() && built == null;
    }

    /// Whether there is something that may be written now.
    boolean writable() {
        return since != null && !waitsForMore();
    }

    boolean due(Instant now, ArchiveSettings settings) {
        Instant begun = since;
        return writable()
                && begun != null
                && (built != null
                        || spool.bytes() >= settings.fileBytes()
                        || !begun.plus(settings.fileAge()).isAfter(now));
    }

    /// Takes a record, unless it has it. Writes a segment first where the record is not part of it.
    void take(LogRecord record, Instant now) throws IOException, Overtaken {
        if (record.offset() < next) {
            return;
        }
        passTo(record.offset(), now);
        Instant hour = reading.hourOf(record);
        if (hours.size() >= MAX_HOURS && !hours.contains(hour) && open.isEmpty()) {
            write();
        }
        finishBegun();
        spool.append(hour, record);
        hours.add(hour);
        rows++;
        next = record.offset() + 1;
        since = since == null ? now : since;
    }

    /// Everything before `offset` has been taken or is none of ours.
    void passTo(long offset, Instant now) throws IOException, Overtaken {
        if (open.isPresent() && open.get().next() <= offset) {
            next = Math.max(next, open.get().next());
            write();
        }
        if (offset > next) {
            finishBegun();
            next = offset;
            since = since == null ? now : since;
        }
    }

    /// What has been made into files takes no more records.
    private void finishBegun() throws IOException, Overtaken {
        if (built != null) {
            write();
        }
    }

    /// Takes the steps that are left for the segment that is held.
    ///
    /// @throws Overtaken when another process has planned another segment in its place
    void write() throws IOException, Overtaken {
        SegmentWriter.Built files = built;
        if (files == null) {
            files = writer.build(spool, hours, first, next);
            built = files;
        }
        Segment segment = agreed;
        if (segment == null) {
            segment = agree(files.segment());
            agreed = segment;
        }
        upload(segment, files.files());
        chain.done(segment);
        begin(files);
    }

    private Segment agree(Segment ours) throws Overtaken {
        if (open.isPresent()) {
            return chain.resumed(open.get(), ours);
        }
        if (!chain.plan(ours)) {
            throw new Overtaken("Cannot archive %s: another process has planned what follows offset %d, got: up to %d"
                    .formatted(partition, ours.first(), ours.next()));
        }
        return ours;
    }

    private void upload(Segment segment, Map<String, Path> files) {
        for (ArchivedFile file : segment.files()) {
            Path made = files.get(file.key());
            if (made != null && !chain.isThere(file)) {
                store.upload(file.key(), made, file.stat());
            }
        }
    }

    private void begin(SegmentWriter.Built written) throws IOException {
        written.delete();
        spool.close();
        spool = new Spool(partition, spoolFile);
        hours.clear();
        rows = 0;
        first = written.segment().next();
        since = null;
        open = Optional.empty();
        built = null;
        agreed = null;
    }

    @Override
    public void close() throws IOException {
        SegmentWriter.Built files = built;
        if (files != null) {
            files.delete();
        }
        spool.close();
    }
}
