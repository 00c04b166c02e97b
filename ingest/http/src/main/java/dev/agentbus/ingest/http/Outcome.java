package dev.agentbus.ingest.http;

import dev.agentbus.events.Event;
import dev.agentbus.events.codec.Violation;
import dev.agentbus.log.Position;
import java.util.List;
import java.util.Optional;

/// What became of one event of a request.
sealed interface Outcome {
    /// Durable; with a position once the log has it.
    record Accepted(Event event, Optional<Position> position) implements Outcome {}

    /// Breaks its contract.
    record Rejected(List<Violation> violations) implements Outcome {
        public Rejected {
            violations = List.copyOf(violations);
        }

        boolean isTooLarge() {
            return violations.getFirst().rule().equals("size");
        }

        boolean isMalformed() {
            String rule = violations.getFirst().rule();
            return rule.equals("syntax") || rule.equals("utf-8");
        }
    }

    /// Not durable now; the same request may succeed later.
    record Failed(Event event, int status, String message) implements Outcome {}
}
