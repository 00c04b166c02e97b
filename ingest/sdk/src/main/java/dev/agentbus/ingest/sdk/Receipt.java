package dev.agentbus.ingest.sdk;

import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.Position;
import java.util.Optional;

/// Says that an event is durable, and where.
///
/// @param position its place in the log; absent while it waits in the spool on this machine's disk
public record Receipt(EventId eventId, TopicName topic, Optional<Position> position) {
    /// Whether the event waits on this machine's disk for the log to come back.
    public boolean isSpooled() {
        return position.isEmpty();
    }
}
