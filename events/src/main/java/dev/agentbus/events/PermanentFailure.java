package dev.agentbus.events;

/// Will never succeed with this input: dead letter.
public non-sealed class PermanentFailure extends BusFailure {
    private static final long serialVersionUID = 1L;

    public PermanentFailure(String message) {
        super(message, null);
    }

    public PermanentFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
