package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.codec.SourcePosition;

/// The destination names the one event of a batch that it will never take, so that nobody has to search
/// for it.
public final class RefusedEvent extends PermanentFailure {
    private static final long serialVersionUID = 1L;

    private final transient SourcePosition position;

    public RefusedEvent(String message, Throwable cause, SourcePosition position) {
        super(message, cause);
        this.position = position;
    }

    public SourcePosition position() {
        return position;
    }
}
