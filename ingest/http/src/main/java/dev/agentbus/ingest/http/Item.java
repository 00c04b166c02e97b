package dev.agentbus.ingest.http;

import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Violation;

/// One event of a request as it came: not yet checked against its contract.
sealed interface Item {
    /// @param beside what the request says of the event beside its payload
    record Payload(byte[] json, EventIntake.Beside beside) implements Item {
        static Payload bare(byte[] json) {
            return new Payload(json, EventIntake.Beside.NOTHING);
        }
    }

    /// Its frame is broken already.
    record Broken(Violation violation) implements Item {
        static Broken of(String field, String rule, String must, String got) {
            return new Broken(new Violation(
                    field, rule, got, "Cannot accept event: %s must %s, got: %s".formatted(field, must, got)));
        }
    }
}
