package dev.agentbus.sink.archive;

import dev.agentbus.events.TransientFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What an archive holds, by its manifests. Reads only.
public final class ArchiveCatalogue {
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
            if (mayCover(range, name)) {
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
