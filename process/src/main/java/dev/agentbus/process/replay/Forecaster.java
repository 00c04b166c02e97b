package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what a replay would read, and only counts. One thread.
final class Forecaster {
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    /// Fields by which events name their type, the most telling first.
    private static final List<String> TYPES = List.of("action_type", "event_type");
    private static final int MAX_KINDS = 50;
    private static final String OTHERS = "(others)";

    private final ReplaySources.Course course;
    private final Selection selection;
    private final Map<TopicName, Map<String, Long>> kinds = new HashMap<>();
    private final Map<TopicName, Long> events = new TreeMap<>();
    private long unreadable;
    private @Nullable Instant first;
    private @Nullable Instant last;

    Forecaster(ReplaySources.Course course, Selection selection) {
        this.course = course;
        this.selection = selection;
    }

    /// @param limit how long it may read
    Forecast read(ReaderSettings reading, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean exact = true;
        for (ReplaySources.Stretch stretch : course.stretches()) {
            exact &= read(stretch, reading, deadline);
        }
        Map<TopicName, Forecast.OfTopic> topics = new TreeMap<>();
        (exact ? events : offsets())
                .forEach((topic, count) ->
                        topics.put(topic, new Forecast.OfTopic(count, kinds.getOrDefault(topic, Map.of()))));
        return new Forecast(
                exact,
                course.stretches().stream()
                        .mapToLong(stretch -> stretch.plan().records())
                        .sum(),
                topics,
                unreadable,
                Optional.ofNullable(first),
                Optional.ofNullable(last),
                course.broken());
    }

    /// @return whether it came to the end in time
    private boolean read(ReplaySources.Stretch stretch, ReaderSettings reading, long deadline) {
        Map<LogPartition, OffsetRange> wanted = stretch.plan().ranges();
        try (LogReader reader = stretch.log().reader(reading)) {
            RangeReader ranges = new RangeReader(reader, wanted, new ReplayCounts(wanted));
            while (!ranges.finished() && System.nanoTime() - deadline < 0) {
                ranges.poll(POLL_LIMIT).forEach(this::count);
            }
            return ranges.finished();
        }
    }

    private Map<TopicName, Long> offsets() {
        Map<TopicName, Long> offsets = new TreeMap<>();
        course.stretches()
                .forEach(stretch -> stretch.plan()
                        .ranges()
                        .forEach((partition, range) -> offsets.merge(partition.topic(), range.records(), Long::sum)));
        return offsets;
    }

    private void count(LogRecord record) {
        switch (selection.find(record)) {
            case Selection.Found.Chosen(var event) -> count(event);
            case Selection.Found.Unreadable() -> unreadable++;
            case Selection.Found.Other() -> {}
        }
    }

    private void count(DecodedEvent event) {
        TopicName topic = event.position().topic();
        events.merge(topic, 1L, Long::sum);
        if (first == null || event.time().isBefore(first)) {
            first = event.time();
        }
        if (last == null || event.time().isAfter(last)) {
            last = event.time();
        }
        String kind = kindOf(event);
        if (kind != null) {
            Map<String, Long> ofTopic = kinds.computeIfAbsent(topic, _ -> new TreeMap<>());
            boolean room = ofTopic.containsKey(kind) || ofTopic.size() < MAX_KINDS;
            ofTopic.merge(room ? kind : OTHERS, 1L, Long::sum);
        }
    }

    private static @Nullable String kindOf(DecodedEvent event) {
        for (String field : TYPES) {
            String type = event.text(field);
            if (type != null) {
                return type;
            }
        }
        return null;
    }
}
