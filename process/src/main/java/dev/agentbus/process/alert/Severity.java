package dev.agentbus.process.alert;

import java.util.Locale;

/// How bad it is.
public enum Severity {
    CRITICAL,
    WARNING,
    INFO;

    /// As it is written: `critical`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
