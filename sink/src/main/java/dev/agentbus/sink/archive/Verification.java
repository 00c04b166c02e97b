package dev.agentbus.sink.archive;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// Compares an archive with its own manifests: that each file is there, has the checksum, opens and
/// holds the rows it should, that segments join without gap or overlap, and that no other file lies
/// among them.
public final class Verification {
    private final ObjectStore store;
    private final ArchiveCatalogue catalogue;

    public Verification(Archive archive) {
        this.store = archive.store();
        this.catalogue = new ArchiveCatalogue(archive);
    }

    /// What was found.
    ///
    /// @param planned segments that are being written, or wait for the next writer to finish them
    /// @param problems sentences, none when all is well
    public record Report(int files, long rows, int planned, List<String> problems) {
        public Report {
            problems = List.copyOf(problems);
        }
    }

    /// @param progress told the files done and the files in all
    public Report run(ArchiveRange range, Path workFolder, BiConsumer<Integer, Integer> progress) throws IOException {
        List<ArchiveCatalogue.Entry> segments = catalogue.segments(range);
        List<String> problems = new ArrayList<>();
        Map<String, Long> ends = new HashMap<>();
        Set<String> known = new HashSet<>();
        int total = segments.stream()
                .mapToInt(each -> each.segment().files().size())
                .sum();
        int files = 0;
        long rows = 0;
        for (ArchiveCatalogue.Entry each : segments) {
            Segment segment = each.segment();
            joins(segment, ends, problems);
            for (ArchivedFile file : segment.files()) {
                known.add(file.key());
                if (each.state() == ArchiveCatalogue.State.DONE) {
                    check(file, segment.partition(), workFolder, problems);
                    files++;
                    rows += file.rows();
                    progress.accept(files, total);
                }
            }
        }
        strangers(range, known, problems);
        int planned = (int) segments.stream()
                .filter(each -> each.state() == ArchiveCatalogue.State.PLANNED)
                .count();
        return new Report(files, rows, planned, problems);
    }

    private static void joins(Segment segment, Map<String, Long> ends, List<String> problems) {
        String chain = segment.cluster() + "/" + segment.partition();
        Long end = ends.put(chain, segment.next());
        if (end != null && end != segment.first()) {
            problems.add(
                    "%s: a segment begins at %d, the one before ends at %d".formatted(chain, segment.first(), end));
        }
    }

    private void check(ArchivedFile file, LogPartition partition, Path workFolder, List<String> problems)
            throws IOException {
        Path copy = workFolder.resolve("verify.parquet");
        try {
            store.download(file.key(), copy);
            ObjectStore.Stat found = Checksum.of(copy);
            if (!found.equals(file.stat())) {
                problems.add("%s: its checksum is not that of the manifest, got: %d bytes, sha-256 %s"
                        .formatted(file.key(), found.bytes(), found.sha256()));
            } else {
                problems.addAll(rows(file, partition.topic(), copy));
            }
        } catch (PermanentFailure e) {
            problems.add(file.key() + ": missing");
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static List<String> rows(ArchivedFile file, TopicName topic, Path copy) throws IOException {
        Set<Long> offsets = new HashSet<>();
        List<String> problems = new ArrayList<>();
        RowReader.read(copy, topic, row -> {
            if (!offsets.add(row.record().offset())) {
                problems.add(file.key() + ": holds twice what stood at "
                        + row.record().position());
            }
        });
        if (offsets.size() != file.rows()) {
            problems.add("%s: it must hold %d rows, got: %d".formatted(file.key(), file.rows(), offsets.size()));
        }
        return problems;
    }

    private void strangers(ArchiveRange range, Set<String> known, List<String> problems) {
        boolean everything = range.from().isEmpty() && range.to().isEmpty();
        if (!everything) {
            return;
        }
        for (String key : store.list("topic=", "")) {
            TopicName topic = new TopicName(key.substring("topic=".length(), key.indexOf('/')));
            if (range.covers(topic) && !known.contains(key)) {
                problems.add(key + ": no manifest names it");
            }
        }
    }
}
