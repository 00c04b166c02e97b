package dev.agentbus.sink.archive;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What an archive holds, by its manifests. Reads only.
public final class ArchiveCatalogue {
    /// Up to here, to look into the folders of a range's days costs less than to read all manifests.
    private static final Duration LISTED = Duration.ofDays(31);

    private final ObjectStore store;

    public ArchiveCatalogue(Archive archive) {
        this.store = archive.store();
    }

    /// A segment and whether it is done; one that is only planned is being written, or its writer
    /// died and the next one finishes it.
    public record Entry(Segment segment, State state) {}

    /// How far a segment is.
    public enum State {
        DONE,
        PLANNED
    }

    /// The segments of a range's topics, by topic, partition and offset; with the files that may
    /// hold events of it.
    public List<Entry> segments(ArchiveRange range) {
        return segments(range, _ -> true);
    }

    /// The same for reading, not for checking: where the range is short, only manifests of segments
    /// that have a file in one of its hours are read. A file that is gone is not missed here.
    List<Entry> segmentsByHour(ArchiveRange range) {
        if (range.topics().isEmpty() || !range.isWithin(LISTED)) {
            return segments(range);
        }
        Set<String> names = new HashSet<>();
        Instant from = Layout.hourOf(range.from().orElseThrow());
        Instant to = range.to().orElseThrow();
        for (TopicName topic : range.topics()) {
            for (Instant day = from.truncatedTo(ChronoUnit.DAYS);
                    day.isBefore(to);
                    day = day.plus(Duration.ofDays(1))) {
                for (String key : store.list(Layout.day(topic, day), "")) {
                    Layout.FileName file = Layout.FileName.of(key);
                    Instant hour = day.plus(Duration.ofHours(file.hour()));
                    if (!hour.isBefore(from) && hour.isBefore(to)) {
                        names.add("%s/%d/%s".formatted(topic, file.partition(), file.first()));
                    }
                }
            }
        }
        return segments(range, manifest -> names.contains(Layout.placeOf(manifest)));
    }

    private List<Entry> segments(ArchiveRange range, Predicate<String> wanted) {
        Map<String, State> names = new TreeMap<>();
        for (String key : store.list(Layout.CHAINS, "")) {
            if (key.endsWith(Layout.PLAN_SUFFIX)) {
                names.putIfAbsent(key.substring(0, key.length() - Layout.PLAN_SUFFIX.length()), State.PLANNED);
            } else if (key.endsWith(Layout.DONE_SUFFIX)) {
                names.put(key.substring(0, key.length() - Layout.DONE_SUFFIX.length()), State.DONE);
            }
        }
        List<Entry> segments = new ArrayList<>();
        names.forEach((name, state) -> {
            if (mayCover(range, name) && wanted.test(name)) {
                segment(name, state)
                        .filter(segment -> range.covers(segment.partition().topic()))
                        .map(segment -> segment.withFiles(
                                segment.files().stream().filter(range::touches).toList()))
                        .ifPresent(segment -> segments.add(new Entry(segment, state)));
            }
        });
        return segments;
    }

    private static boolean mayCover(ArchiveRange range, String name) {
        return range.topics().isEmpty() || range.topics().stream().anyMatch(topic -> name.contains("/" + topic + "/"));
    }

    private Optional<Segment> segment(String name, State state) {
        String suffix = switch (state) {
            case DONE -> Layout.DONE_SUFFIX;
            case PLANNED -> Layout.PLAN_SUFFIX;
        };
        Optional<Segment> found = store.read(name + suffix).map(Segment::of);
        if (found.isEmpty()) {
            throw new TransientFailure("Cannot read archive: an object was listed and is gone, got: " + name + suffix);
        }
        return found;
    }
}
