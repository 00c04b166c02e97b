package dev.agentbus.process.idempotency;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;

/// Whose effect of which event: two consumers act on one event independently, and an id means
/// something only within its topic. By id and not by offset, as a redriven or doubly written event
/// has another offset.
public record ClaimKey(String consumer, TopicName topic, EventId event) {
    @Override
    public String toString() {
        return consumer + "/" + topic + "/" + event;
    }
}
