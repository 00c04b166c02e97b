package dev.agentbus.process.deadletter;

import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Identifies one dead letter: the same failure of the same record, written twice, has one id.
public record LetterId(UUID value) {
    /// [UUID#fromString] takes shorter texts for ids, too.
    private static final Pattern WHOLE =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    static LetterId named(String name) {
        return new LetterId(EventId.named("dead-letter/" + name).asUuid());
    }

    /// @throws PermanentFailure when it is none
    public static LetterId parse(String text) {
        return find(text)
                .orElseThrow(() -> new PermanentFailure("Cannot find dead letter: its id must be a UUID, got: "
                        + (text.length() > 60 ? text.substring(0, 60) + "…" : text)));
    }

    static Optional<LetterId> find(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(new LetterId(UUID.fromString(text))) : Optional.empty();
    }

    public String text() {
        return value.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
