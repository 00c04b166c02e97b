package dev.agentbus.process.idempotency;

/// A claim that was granted.
///
/// @param fence grows with every claim of a store: to be handed to whoever can refuse an older one
public record Ticket(ClaimKey key, long fence) {}
