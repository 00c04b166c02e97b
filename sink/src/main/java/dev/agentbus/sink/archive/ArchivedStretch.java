package dev.agentbus.sink.archive;

import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.replay.ArchivedPast;
import dev.agentbus.process.replay.OffsetRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The segments of one cluster in which chosen events may be, each with only those of its files.
final class ArchivedStretch implements ArchivedPast {
    private final ObjectStore store;
    private final Path folder;
    private final String cluster;
    /// By partition, in the order of their offsets.
    private final Map<LogPartition, List<Segment>> segments;
    private final Map<String, String> broken = new ConcurrentSkipListMap<>();

    /// @param folder for copies of files while they are read
    ArchivedStretch(ObjectStore store, Path folder, String cluster, Map<LogPartition, List<Segment>> segments) {
        this.store = store;
        this.folder = folder;
        this.cluster = cluster;
        this.segments = Map.copyOf(segments);
    }

    @Override
    public String cluster() {
        return cluster;
    }

    @Override
    public Map<LogPartition, OffsetRange> ranges() {
        Map<LogPartition, OffsetRange> ranges = new TreeMap<>();
        segments.forEach((partition, all) -> {
            long first = all.stream()
                    .flatMap(segment -> segment.files().stream())
                    .mapToLong(ArchivedFile::firstOffset)
                    .min()
                    .orElse(0);
            ranges.put(partition, new OffsetRange(first, end(all.getLast())));
        });
        return ranges;
    }

    private static long end(Segment segment) {
        return 1
                + segment.files().stream()
                        .mapToLong(ArchivedFile::lastOffset)
                        .max()
                        .orElse(-1);
    }

    /// The segment in which the first record at or behind `offset` is.
    Optional<Segment> segmentAt(LogPartition partition, long offset) {
        return segments.getOrDefault(partition, List.of()).stream()
                .filter(segment -> end(segment) > offset)
                .findFirst();
    }

    /// Where the files of a segment end.
    long endOf(Segment segment) {
        return end(segment);
    }

    SegmentCursor open(Segment segment) {
        return new SegmentCursor(store, segment, folder, (file, why) -> broken.put(file.key(), why)).open();
    }

    @Override
    public LogReader reader(ReaderSettings settings) {
        return new ArchivedReader(this, settings.maxPollRecords());
    }

    @Override
    public List<String> broken() {
        return broken.entrySet().stream()
                .map(file -> file.getKey() + ": " + file.getValue())
                .toList();
    }
}
