package dev.agentbus.process.deadletter;

import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Intake;
import dev.agentbus.events.codec.Violation;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts another key or value beside a letter's own, as strictly checked as at the door and with its
/// secrets hidden. The event stays the same one: its id can't be changed. Safe for any thread.
public final class LetterEdits {
    private static final int MAX_KEY_BYTES = 100_000;

    private final LetterStore store;
    private final Contracts contracts;
    private final Clock clock;

    /// How an edit ended.
    public sealed interface Result {
        record Kept(StoredLetter letter) implements Result {}

        /// The value breaks its contract.
        record Invalid(List<Violation> violations) implements Result {}

        /// There is no such letter, or it can't be edited.
        ///
        /// @param letter the letter, if there is one
        record Refused(Optional<StoredLetter> letter, String reason) implements Result {}
    }

    public LetterEdits(LetterStore store, Contracts contracts, Clock clock) {
        this.store = store;
        this.contracts = contracts;
        this.clock = clock;
    }

    /// @param key null leaves the original
    /// @param value null leaves the original; with both null an earlier edit is taken away
    public Result edit(LetterId id, byte @Nullable [] key, byte @Nullable [] value) {
        Optional<StoredLetter> found = store.find(id);
        if (found.isEmpty()) {
            return new Result.Refused(found, "Cannot edit dead letter: there is none of this id, got: " + id);
        }
        if (key != null && (key.length == 0 || key.length > MAX_KEY_BYTES)) {
            return new Result.Refused(
                    found,
                    "Cannot edit dead letter: a key must have 1 to %d bytes, got: %d"
                            .formatted(MAX_KEY_BYTES, key.length));
        }
        if (value == null) {
            return keep(
                    found.get(), key == null ? Optional.empty() : Optional.of(new Edit(key, null, clock.instant())));
        }
        Optional<TopicName> topic = found.get().letter().origin().map(Origin::topic);
        Optional<Contract> contract = topic.flatMap(contracts::find);
        if (contract.isEmpty()) {
            return new Result.Refused(
                    found,
                    "Cannot edit dead letter: its topic must have a contract, got: "
                            + topic.map(TopicName::value).orElse("none"));
        }
        return checked(found.get(), contract.get(), key, value);
    }

    private Result checked(StoredLetter stored, Contract contract, byte @Nullable [] key, byte[] value) {
        Optional<EventId> id = stored.letter().ids().event().map(EventId::new);
        EventIntake.Beside beside = new EventIntake.Beside(id, Optional.empty(), List.of());
        return switch (new EventIntake(contract, clock).take(value, beside)) {
            case Intake.Refused(List<Violation> violations) -> new Result.Invalid(violations);
            case Intake.Accepted accepted -> {
                EventId given = accepted.event().id();
                yield id.filter(own -> !own.equals(given)).isPresent()
                        ? new Result.Refused(
                                Optional.of(stored),
                                "Cannot edit dead letter: its event id must stay %s, got: %s"
                                        .formatted(id.get(), given))
                        : keep(
                                stored,
                                Optional.of(new Edit(key, accepted.event().payload(), clock.instant())));
            }
        };
    }

    private Result keep(StoredLetter stored, Optional<Edit> edit) {
        LetterId id = stored.letter().id();
        if (!store.edit(id, edit)) {
            return new Result.Refused(
                    Optional.of(stored),
                    "Cannot edit dead letter: it must be pending or parked, got: "
                            + stored.status().text());
        }
        return store.find(id)
                .<Result>map(Result.Kept::new)
                .orElseThrow(() -> new PermanentFailure("Cannot edit dead letter: it is gone, got: " + id));
    }
}
