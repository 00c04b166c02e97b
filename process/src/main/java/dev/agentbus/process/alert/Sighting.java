package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.util.List;

/// An event that some rules are interested in, without its payload.
///
/// @param at event time, in milliseconds
record Sighting(long at, Id id, Evidence evidence, List<Part> parts) implements Comparable<Sighting> {
    /// Ids are unique within a topic.
    record Id(TopicName topic, String event) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : event.compareTo(other.event);
        }
    }

    /// What one rule sees in it.
    ///
    /// @param rule its place in the book
    /// @param sources bit `i`: it is one of the rule's `i`-th source
    record Part(int rule, int sources, AlertKey key) {}

    LogPartition partition() {
        return evidence.partition();
    }

    /// By time, then by id: the order in which all is judged, however it was read.
    @Override
    public int compareTo(Sighting other) {
        int byTime = Long.compare(at, other.at);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }
}
