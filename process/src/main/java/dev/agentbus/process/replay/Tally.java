package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The counts of all stretches together.
record Tally(List<ReplayCounts> parts) {
    Tally {
        parts = List.copyOf(parts);
    }

    long read() {
        return parts.stream().mapToLong(ReplayCounts::read).sum();
    }

    long total() {
        return parts.stream().mapToLong(ReplayCounts::total).sum();
    }

    long refused() {
        return parts.stream().mapToLong(ReplayCounts::refused).sum();
    }

    Map<TopicName, Long> events() {
        Map<TopicName, Long> events = new TreeMap<>();
        parts.forEach(part -> part.events().forEach((topic, count) -> events.merge(topic, count, Long::sum)));
        return events;
    }
}
