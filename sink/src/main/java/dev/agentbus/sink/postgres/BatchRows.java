package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// The events of a batch by table, each id once.
final class BatchRows {
    /// An event and its row id.
    record Row(DecodedEvent event, UUID id) {}

    private final Map<TopicName, List<Row>> byTopic = new TreeMap<>();
    private final Map<TopicName, Integer> duplicates = new HashMap<>();

    static BatchRows of(List<DecodedEvent> events) {
        BatchRows rows = new BatchRows();
        Map<TopicName, Set<UUID>> seen = new HashMap<>();
        for (DecodedEvent event : events) {
            TopicName topic = event.position().topic();
            UUID id = event.id().asUuid();
            if (seen.computeIfAbsent(topic, _ -> new HashSet<>()).add(id)) {
                rows.byTopic.computeIfAbsent(topic, _ -> new ArrayList<>()).add(new Row(event, id));
            } else {
                rows.duplicates.merge(topic, 1, Integer::sum);
            }
        }
        return rows;
    }

    Map<TopicName, List<Row>> byTopic() {
        return byTopic;
    }

    /// Those within the batch, by topic.
    Map<TopicName, Integer> duplicates() {
        return duplicates;
    }
}
