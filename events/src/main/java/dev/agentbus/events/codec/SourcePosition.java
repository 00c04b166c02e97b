package dev.agentbus.events.codec;

import dev.agentbus.events.TopicName;

/// Where a record stands in the log.
public record SourcePosition(TopicName topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
