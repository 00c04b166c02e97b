package dev.agentbus.sink.archive;

import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Which events of an archive are meant.
///
/// @param topics all when empty
/// @param from event time, included; all from the beginning when empty
/// @param to event time, not included; all to the end when empty
public record ArchiveRange(Set<TopicName> topics, Optional<Instant> from, Optional<Instant> to) {
    public static final ArchiveRange ALL = new ArchiveRange(Set.of(), Optional.empty(), Optional.empty());

    public ArchiveRange {
        topics = Set.copyOf(topics);
    }

    boolean isWithin(Duration span) {
        return from.isPresent() && to.isPresent() && !from.get().plus(span).isBefore(to.get());
    }

    boolean covers(TopicName topic) {
        return topics.isEmpty() || topics.contains(topic);
    }

    boolean covers(Instant time) {
        return from.map(bound -> !time.isBefore(bound)).orElse(true)
                && to.map(time::isBefore).orElse(true);
    }

    /// Whether a file may hold some of them.
    boolean touches(ArchivedFile file) {
        // An event with a time beyond all calendars is filed by its record's hour: its own time tells nothing.
        Instant end = max(file.lastTime(), file.hour().plus(Duration.ofHours(1)));
        Instant begin = min(file.firstTime(), file.hour());
        return from.map(bound -> !end.isBefore(bound)).orElse(true)
                && to.map(begin::isBefore).orElse(true);
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
