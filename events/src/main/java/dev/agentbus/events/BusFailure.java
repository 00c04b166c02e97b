package dev.agentbus.events;

import org.jspecify.annotations.Nullable;

/// A failure that says what to do next. Every exception that crosses a stage is one of its three
/// kinds.
///
/// Messages read "Cannot X: reason, got: value".
public abstract sealed class BusFailure extends RuntimeException
        permits TransientFailure, PermanentFailure, Misconfigured {
    private static final long serialVersionUID = 1L;

    BusFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
