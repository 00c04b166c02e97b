package dev.agentbus.process.deadletter;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Puts the records of letters back where they came from: same key, same event id, same time, the
/// edited value or the original one. Only topics of contracts take any. One thread.
final class Redriver implements AutoCloseable {
    private final EventLog log;
    private final Contracts contracts;
    private final DeadLetterTopics deadLetters;
    private final OriginalRecords originals;
    private final Map<TopicName, EventDecoder> decoders = new HashMap<>();
    private @Nullable LogAppender appender;

    /// What is to be done about a letter: a record to append, or an outcome already.
    private sealed interface Plan {
        record Append(NewRecord record) implements Plan {}

        record Nothing(Outcome why) implements Plan {}
    }

    Redriver(EventLog log, Contracts contracts, DeadLetterTopics deadLetters) {
        this.log = log;
        this.contracts = contracts;
        this.deadLetters = deadLetters;
        this.originals = new OriginalRecords(log);
    }

    /// Returns when the log has acknowledged or refused every record.
    Map<LetterId, Outcome> append(List<StoredLetter> letters) {
        Map<LetterId, Outcome> outcomes = new LinkedHashMap<>();
        Map<LetterId, CompletableFuture<Position>> receipts = new LinkedHashMap<>();
        for (StoredLetter letter : letters) {
            switch (plan(letter)) {
                case Plan.Append(NewRecord record) ->
                    receipts.put(letter.letter().id(), append(record));
                case Plan.Nothing(Outcome why) -> outcomes.put(letter.letter().id(), why);
            }
        }
        if (!receipts.isEmpty()) {
            appender().flush();
        }
        receipts.forEach((id, receipt) -> outcomes.put(id, outcomeOf(receipt)));
        return outcomes;
    }

    /// What [#append] would do; leaves the log alone.
    Map<LetterId, Outcome> forecast(List<StoredLetter> letters) {
        Map<LetterId, Outcome> outcomes = new LinkedHashMap<>();
        for (StoredLetter letter : letters) {
            outcomes.put(
                    letter.letter().id(),
                    switch (plan(letter)) {
                        case Plan.Append(NewRecord record) -> new Outcome.WouldRedrive(objection(record));
                        case Plan.Nothing(Outcome why) -> why;
                    });
        }
        return outcomes;
    }

    private Plan plan(StoredLetter stored) {
        Optional<Origin> origin = stored.letter().origin();
        if (origin.isEmpty()) {
            return refused("it does not say where it came from, got: letter of family "
                    + stored.letter().family().text());
        }
        TopicName topic = origin.get().topic();
        if (deadLetters.holds(topic)) {
            return refused("its record stood in a dead-letter topic, got: " + topic);
        }
        if (contracts.find(topic).isEmpty()) {
            return refused("its topic must have a contract, got: " + topic);
        }
        try {
            return original(stored, origin.get())
                    .<Plan>map(original -> new Plan.Append(record(stored, origin.get(), original)))
                    .orElseGet(() -> refused("its value was left in the log, which does not hold it any more, got: "
                            + origin.get().position()));
        } catch (TransientFailure e) {
            return new Plan.Nothing(new Outcome.Failed(String.valueOf(e.getMessage())));
        }
    }

    private static Plan refused(String reason) {
        return new Plan.Nothing(new Outcome.Refused("Cannot redrive: " + reason));
    }

    private Optional<Original> original(StoredLetter stored, Origin origin) {
        Original known = stored.letter().original();
        boolean edited = stored.edit().filter(edit -> edit.value() != null).isPresent();
        if (known.leftInLogBytes().isEmpty() || edited) {
            return Optional.of(known);
        }
        return originals.find(origin).map(Redriver::originalOf);
    }

    private static Original originalOf(LogRecord record) {
        List<Header> headers = record.headers().stream()
                .filter(header -> !Lineage.owns(header.name()))
                .toList();
        return new Original(record.key(), record.value(), headers, java.util.OptionalLong.empty());
    }

    private static NewRecord record(StoredLetter stored, Origin origin, Original original) {
        Letter letter = stored.letter();
        byte[] editedKey = stored.edit().map(Edit::key).orElse(null);
        byte[] editedValue = stored.edit().map(Edit::value).orElse(null);
        return new NewRecord(
                origin.topic(),
                editedKey == null ? original.key() : editedKey,
                editedValue == null ? original.value() : editedValue,
                headers(letter, origin, original),
                origin.time().orElse(letter.time()));
    }

    /// An event without an id of its own was known by its place, one without a time by its record's:
    /// both are written down now, since its record has another place.
    private static List<Header> headers(Letter letter, Origin origin, Original original) {
        List<Header> headers = new ArrayList<>(original.headers());
        if (Envelope.find(headers, Envelope.ID).filter(id -> !id.isBlank()).isEmpty()) {
            Position place = origin.position();
            EventId id = EventId.at(origin.topic(), place.partition().number(), place.offset());
            headers.removeIf(header -> header.name().equals(Envelope.ID));
            headers.add(Header.of(Envelope.ID, id.value()));
        }
        if (Envelope.find(headers, Envelope.TIME).isEmpty()) {
            headers.add(
                    Header.of(Envelope.TIME, origin.time().orElse(letter.time()).toString()));
        }
        headers.addAll(letter.lineage().headersOfNext(letter.id(), Optional.of(origin)));
        return headers;
    }

    /// Why its contract would not read it; empty when it would.
    private String objection(NewRecord record) {
        Contract contract = contracts.find(record.topic()).orElseThrow();
        EventDecoder decoder = decoders.computeIfAbsent(record.topic(), _ -> new EventDecoder(contract));
        try {
            SourcePosition nowhere = new SourcePosition(record.topic(), 0, 0);
            Objects.requireNonNull(decoder.decode(record.value(), record.headers(), nowhere, record.timestamp()));
            return "";
        } catch (PermanentFailure e) {
            return String.valueOf(e.getMessage());
        }
    }

    private CompletableFuture<Position> append(NewRecord record) {
        try {
            return appender().append(record);
        } catch (PermanentFailure | TransientFailure e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private LogAppender appender() {
        LogAppender open = appender;
        if (open == null) {
            open = log.appender();
            appender = open;
        }
        return open;
    }

    private static Outcome outcomeOf(CompletableFuture<Position> receipt) {
        try {
            return new Outcome.Redriven(receipt.join());
        } catch (CompletionException e) {
            String reason = String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
            return e.getCause() instanceof PermanentFailure ? new Outcome.Refused(reason) : new Outcome.Failed(reason);
        }
    }

    @Override
    public void close() {
        LogAppender open = appender;
        if (open != null) {
            open.close();
            appender = null;
        }
    }
}
