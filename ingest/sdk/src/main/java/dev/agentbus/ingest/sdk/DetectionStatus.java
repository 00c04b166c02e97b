package dev.agentbus.ingest.sdk;

import java.util.Locale;

/// How detection failed.
public enum DetectionStatus {
    NO_DETECTION,
    LOW_CONFIDENCE,
    WRONG_AGENT,
    TIMEOUT,
    ERROR;

    /// As it stands in the payload.
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
