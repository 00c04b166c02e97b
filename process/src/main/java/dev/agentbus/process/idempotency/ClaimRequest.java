package dev.agentbus.process.idempotency;

/// The wish to act on an event.
public record ClaimRequest(ClaimKey key, PayloadHash payload) {}
