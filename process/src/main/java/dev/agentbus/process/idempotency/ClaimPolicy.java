package dev.agentbus.process.idempotency;

import dev.agentbus.events.Misconfigured;

/// How one handler is kept from acting twice.
///
/// @param consumer its name, the same in every process and after every restart
public record ClaimPolicy(String consumer, Expiries expiries, OnOutage onOutage) {
    public ClaimPolicy {
        if (consumer.isBlank()) {
            throw new Misconfigured("idempotency.consumer must not be blank, got: '" + consumer + "'");
        }
    }
}
