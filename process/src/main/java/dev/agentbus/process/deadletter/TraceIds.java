package dev.agentbus.process.deadletter;

import java.util.Optional;

/// By which a person finds a dead letter, as far as they can be read.
///
/// @param event the event's own id
/// @param correlation the trace the event belongs to
/// @param trace the id within `traceparent`
public record TraceIds(Optional<String> event, Optional<String> correlation, Optional<String> trace) {}
