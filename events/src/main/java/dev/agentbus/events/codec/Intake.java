package dev.agentbus.events.codec;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.Event;
import java.util.List;
import java.util.Optional;

/// What a door says to a payload.
public sealed interface Intake {
    /// Ready for the log.
    record Accepted(Event event, Optional<CorrelationId> correlationId) implements Intake {}

    /// Breaks its contract, in at least one way.
    record Refused(List<Violation> violations) implements Intake {
        public Refused {
            violations = List.copyOf(violations);
        }
    }
}
