package dev.agentbus.ingest.sdk;

import java.util.Locale;

/// What kind of action it was.
public enum ActionType {
    TOOL_CALL,
    DECISION,
    ERROR,
    SUCCESS;

    /// As it stands in the payload.
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
