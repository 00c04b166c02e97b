package dev.agentbus.sink.archive;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.replay.ArchivedPast;
import dev.agentbus.process.replay.OffsetRange;
import dev.agentbus.process.replay.ReplayArchive;
import dev.agentbus.process.replay.ReplayOrigin;
import dev.agentbus.process.replay.ReplaySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Finds by manifests what a replay reads of an archive. Writes nothing into it.
public final class ArchivedPasts implements ReplayArchive, AutoCloseable {
    private final Function<Optional<String>, Archive> opening;
    private final Path folder;
    private final Map<Optional<String>, Archive> open = new ConcurrentHashMap<>();

    /// @param opening asks nobody yet
    /// @param folder of this process alone, for copies of files while they are read
    public ArchivedPasts(Function<Optional<String>, Archive> opening, Path folder) {
        this.opening = opening;
        this.folder = folder;
    }

    /// Removes what a process that was killed has left. Before the first replay.
    public void start() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<ArchivedPast> find(
            ReplayOrigin.Archive where, Collection<TopicName> topics, ReplaySource source, String cluster) {
        Archive archive = archive(where.location());
        ArchiveRange range = rangeOf(topics, source);
        Map<String, Map<LogPartition, List<Segment>>> found = new TreeMap<>();
        for (ArchiveCatalogue.Entry entry : new ArchiveCatalogue(archive).segmentsByHour(range)) {
            Segment segment = chosen(entry.segment(), source, cluster);
            if (entry.state() == ArchiveCatalogue.State.DONE && !segment.files().isEmpty()) {
                found.computeIfAbsent(segment.cluster(), _ -> new TreeMap<>())
                        .computeIfAbsent(segment.partition(), _ -> new ArrayList<>())
                        .add(segment);
            }
        }
        List<ArchivedPast> pasts = new ArrayList<>();
        found.forEach((name, segments) -> {
            segments.values().forEach(all -> all.sort(Comparator.comparingLong(Segment::first)));
            pasts.add(new ArchivedStretch(archive.store(), folder, name, segments));
        });
        return pasts;
    }

    private Archive archive(Optional<String> location) {
        Archive known = open.get(location);
        if (known != null) {
            return known;
        }
        Archive fresh = opening.apply(location);
        if (!fresh.exists()) {
            String place = fresh.place();
            fresh.close();
            throw new PermanentFailure("Cannot replay: there must be an archive, got: " + place);
        }
        Archive before = open.putIfAbsent(location, fresh);
        if (before != null) {
            fresh.close();
        }
        return before == null ? fresh : before;
    }

    private static ArchiveRange rangeOf(Collection<TopicName> topics, ReplaySource source) {
        return switch (source) {
            case ReplaySource.TimeRange range -> rangeOf(topics, range.from(), range.to());
            case ReplaySource.Trace trace ->
                rangeOf(topics, trace.within().from(), trace.within().to());
            case ReplaySource.Offsets _ -> new ArchiveRange(Set.copyOf(topics), Optional.empty(), Optional.empty());
        };
    }

    private static ArchiveRange rangeOf(Collection<TopicName> topics, Instant from, Instant to) {
        return new ArchiveRange(
                Set.copyOf(topics),
                Optional.of(from).filter(bound -> !bound.equals(ReplaySource.TimeRange.ALL.from())),
                Optional.of(to).filter(bound -> !bound.equals(ReplaySource.TimeRange.ALL.to())));
    }

    /// Offsets mean places in the log of one cluster.
    private static Segment chosen(Segment segment, ReplaySource source, String cluster) {
        if (!(source instanceof ReplaySource.Offsets offsets)) {
            return segment;
        }
        OffsetRange wanted = offsets.ranges().get(segment.partition());
        if (wanted == null || !segment.cluster().equals(cluster)) {
            return segment.withFiles(List.of());
        }
        return segment.withFiles(segment.files().stream()
                .filter(file -> file.firstOffset() < wanted.to() && file.lastOffset() >= wanted.from())
                .toList());
    }

    @Override
    public void close() {
        open.values().forEach(Archive::close);
    }
}
