package dev.agentbus.process.deadletter;

import dev.agentbus.events.PermanentFailure;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which letters; empty parts let all through.
///
/// @param topic the record's own, not the dead-letter topic
/// @param cause a fingerprint, or its beginning
/// @param rule what was broken
/// @param trace a correlation id, a trace id, or an event id
/// @param since from then on, by when the letter was written
/// @param until before then
public record LetterFilter(
        Optional<String> topic,
        Optional<String> group,
        Optional<String> cause,
        Optional<String> rule,
        Optional<String> trace,
        Optional<LetterStatus> status,
        Optional<Instant> since,
        Optional<Instant> until) {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{4,16}");

    public static final LetterFilter ALL = new LetterFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public LetterFilter {
        cause.filter(text -> !FINGERPRINT.matcher(text).matches()).ifPresent(text -> {
            throw new PermanentFailure(
                    "Cannot select dead letters: a cause must be 4 to 16 of the digits 0-9 and a-f, got: "
                            + (text.length() > 40 ? text.substring(0, 40) + "…" : text));
        });
    }

    public LetterFilter withStatus(LetterStatus only) {
        return new LetterFilter(topic, group, cause, rule, trace, Optional.of(only), since, until);
    }

    public LetterFilter withCause(String fingerprint) {
        return new LetterFilter(topic, group, Optional.of(fingerprint), rule, trace, status, since, until);
    }

    public LetterFilter withTopic(String name) {
        return new LetterFilter(Optional.of(name), group, cause, rule, trace, status, since, until);
    }
}
