package dev.agentbus.process;

import dev.agentbus.events.codec.DecodedEvent;
import java.util.List;

/// What a sink stores in one transaction: events, in order per partition, and the positions that
/// follow from them.
///
/// @param events may be fewer than the positions cover (dead letters), or none
public record Batch(ConsumerId consumer, List<DecodedEvent> events, List<Advance> advances) {
    public Batch {
        events = List.copyOf(events);
        advances = List.copyOf(advances);
    }
}
