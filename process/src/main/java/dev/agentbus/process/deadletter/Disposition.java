package dev.agentbus.process.deadletter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a record came to be given up.
public enum Disposition {
    /// Can never be carried out: it can't be read, or is refused for what it holds.
    POISON,
    /// Failed in every attempt it was allowed.
    EXHAUSTED,
    /// Held up the records behind it while they could be carried out.
    HEAD_OF_LINE,
    /// The process ended each time it was begun.
    CRASH,
    /// A person gave it up.
    MANUAL;

    /// As headers and tables have it.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Disposition> find(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
}
