package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;

/// The effect may have happened: it was begun, and nobody answered. The next attempt is told so by its
/// [Hold], and comes once this one's claim has run out.
public final class EffectInDoubt extends TransientFailure {
    private static final long serialVersionUID = 1L;

    public EffectInDoubt(String message) {
        super(message);
    }

    public EffectInDoubt(String message, Throwable cause) {
        super(message, cause);
    }
}
