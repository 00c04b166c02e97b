package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;

/// A commit was sent and never answered: the batch may be stored or not. The same batch has to be given
/// again, so that the sink can tell.
public final class Unanswered extends TransientFailure {
    private static final long serialVersionUID = 1L;

    public Unanswered(String message, Throwable cause) {
        super(message, cause);
    }
}
