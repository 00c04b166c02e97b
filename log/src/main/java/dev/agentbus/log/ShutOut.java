package dev.agentbus.log;

import dev.agentbus.events.TransientFailure;

/// A [SoleAppender] counts no more: another has been opened.
public final class ShutOut extends TransientFailure {
    private static final long serialVersionUID = 1L;

    public ShutOut(String message) {
        super(message);
    }

    public ShutOut(String message, Throwable cause) {
        super(message, cause);
    }
}
