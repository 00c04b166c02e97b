package dev.agentbus.ingest.sdk;

import java.util.Locale;

/// How far an execution is.
public enum ExecutionStatus {
    IN_PROGRESS,
    SUCCESS,
    ERROR,
    CANCELLED;

    /// As it stands in the payload.
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
