package dev.agentbus.process;

import java.util.Locale;

/// Why a record became a dead letter.
public enum Disposition {
    /// It can't be read, or its destination will never take it.
    POISON,
    /// Failed as often as its retries allow.
    EXHAUSTED,
    /// Fails by itself every time while the records behind it would pass.
    HEAD_OF_LINE,
    /// The process died each time it was handled.
    CRASH,
    /// A person decided so.
    MANUAL;

    /// As written in headers and answers, e.g. `head-of-line`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
