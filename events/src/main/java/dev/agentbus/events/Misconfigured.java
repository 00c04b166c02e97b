package dev.agentbus.events;

/// Needs a person: stop, and say which setting or file is wrong and what it should be.
public non-sealed class Misconfigured extends BusFailure {
    private static final long serialVersionUID = 1L;

    public Misconfigured(String message) {
        super(message, null);
    }

    public Misconfigured(String message, Throwable cause) {
        super(message, cause);
    }
}
