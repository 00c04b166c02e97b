package dev.agentbus.log;

import dev.agentbus.events.TopicName;

/// One partition of a topic: the unit of order.
public record LogPartition(TopicName topic, int number) implements Comparable<LogPartition> {
    @Override
    public int compareTo(LogPartition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return topic + "-" + number;
    }
}
