package dev.agentbus.process.idempotency;

/// What a handler does while the store can't be asked. There is no default: only who wrote the
/// handler knows which is worse, an effect too late or one too many.
public enum OnOutage {
    /// Goes on unguarded: nothing waits, and an effect may happen twice.
    FAIL_OPEN,
    /// Waits until the store is back: nothing happens twice, and nothing happens meanwhile.
    FAIL_CLOSED
}
