package dev.agentbus.sink.archive;

import dev.agentbus.log.LogPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/// Makes the files of a segment out of a spool, on this machine's disk, one at a time. The same
/// records make the same bytes.
final class SegmentWriter {
    /// A segment and where its files lie until they are uploaded.
    record Built(Segment segment, Map<String, Path> files) {
        void delete() throws IOException {
            for (Path file : files.values()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private final String cluster;
    private final LogPartition partition;
    private final TopicReading reading;
    private final Path folder;

    SegmentWriter(String cluster, LogPartition partition, TopicReading reading, Path folder) {
        this.cluster = cluster;
        this.partition = partition;
        this.reading = reading;
        this.folder = folder;
    }

    Built build(Spool spool, SortedSet<Instant> hours, long first, long next) throws IOException {
        List<ArchivedFile> described = new ArrayList<>();
        Map<String, Path> files = new LinkedHashMap<>();
        for (Instant hour : hours) {
            String key = Layout.file(cluster, partition, first, hour);
            Path path = folder.resolve("%s-%d.parquet".formatted(partition, files.size()));
            files.put(key, path);
            try (RowFile file = new RowFile(path, reading.schema())) {
                spool.read(hour, record -> file.add(reading.row(record)));
                described.add(file.finish(key, hour));
            }
        }
        return new Built(new Segment(cluster, partition, first, next, described), files);
    }
}
