package dev.agentbus.process.deadletter;

import dev.agentbus.events.PermanentFailure;

/// A record at which the decoder itself failed; nobody can tell what is wrong with it.
public final class DecoderFailure extends PermanentFailure {
    private static final long serialVersionUID = 1L;

    public DecoderFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
