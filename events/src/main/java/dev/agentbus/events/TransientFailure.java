package dev.agentbus.events;

/// May pass by itself: try again later, lose nothing meanwhile.
public non-sealed class TransientFailure extends BusFailure {
    private static final long serialVersionUID = 1L;

    public TransientFailure(String message) {
        super(message, null);
    }

    public TransientFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
