package dev.agentbus.process.deadletter;

import dev.agentbus.events.PermanentFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What has become of a dead letter.
public enum LetterStatus {
    /// Waits for a person.
    PENDING,
    /// Its record is in the log again.
    REDRIVEN,
    /// A person gave it up, and said why.
    DISCARDED,
    /// Failed again after as many redrives as are allowed; only asked for by name is it redriven.
    PARKED;

    /// As tables and answers have it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws PermanentFailure when there is none of that name
    public static LetterStatus of(String text) {
        return Arrays.stream(values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new PermanentFailure("Cannot use status: it must be one of %s, got: %s"
                        .formatted(
                                Arrays.stream(values()).map(LetterStatus::text).collect(Collectors.joining(", ")),
                                text)));
    }
}
