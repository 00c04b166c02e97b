package dev.agentbus.ingest.sdk;

import dev.agentbus.events.Event;

/// Something that can be made into an event, such as a builder of [AgentEvents].
@FunctionalInterface
public interface EventDraft {
    /// The event, with an id and a time; the same draft gives a new event with each call.
    Event event();
}
