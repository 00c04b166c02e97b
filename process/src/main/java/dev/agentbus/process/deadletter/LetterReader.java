package dev.agentbus.process.deadletter;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogRecord;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Understands the records of dead-letter topics: ours, and those that Kafka Connect, Spring, SmallRye
/// and share groups write. Every record is a letter; one that says nothing of itself is one of
/// [Family#UNKNOWN]. Safe for any thread.
public final class LetterReader {
    /// Our own first: we write ours anew each time, while others' may be left from an earlier failure.
    private static final List<HeaderFamily> FAMILIES = List.of(
            new OwnHeaders(),
            new ShareGroupHeaders(),
            new ConnectHeaders(),
            new SpringHeaders(),
            new SmallRyeHeaders());

    private static final int MAX_ID_CHARACTERS = 512;
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-.*");

    private final Contracts contracts;

    /// @param contracts say which field of a topic is the record's key
    public LetterReader(Contracts contracts) {
        this.contracts = contracts;
    }

    public Letter read(LogRecord record) {
        HeaderView headers = new HeaderView(record.headers());
        HeaderFamily family = FAMILIES.stream()
                .filter(each -> each.isPresentIn(headers))
                .findFirst()
                .orElseGet(NoHeaders::new);
        Optional<Origin> origin = family.origin(headers);
        Original original = family.original(record, headers);
        return new Letter(
                family.id(record, headers),
                family.family(),
                record.position(),
                Letter.storable(record.timestamp()),
                origin,
                family.handler(headers),
                family.cause(headers),
                family.disposition(headers),
                family.attempts(headers, Letter.storable(record.timestamp())),
                Lineage.of(headers),
                original,
                ids(original, origin.flatMap(from -> contracts.find(from.topic()))));
    }

    private static TraceIds ids(Original original, Optional<Contract> contract) {
        HeaderView headers = new HeaderView(original.headers());
        PayloadIds payload = PayloadIds.in(original.value(), contract);
        Optional<String> key = contract.flatMap(Contract::keyField)
                .filter(Contract.CORRELATION_ID::equals)
                .flatMap(_ -> text(original.key()));
        return new TraceIds(
                payload.event().or(() -> headers.findText(Envelope.ID, MAX_ID_CHARACTERS)),
                headers.findText(Envelope.CORRELATION_ID, MAX_ID_CHARACTERS)
                        .or(payload::correlation)
                        .or(() -> key),
                headers.findText(Envelope.TRACEPARENT, MAX_ID_CHARACTERS)
                        .map(TRACEPARENT::matcher)
                        .filter(Matcher::matches)
                        .map(parts -> parts.group(1)));
    }

    private static Optional<String> text(byte @Nullable [] bytes) {
        return Optional.of(HeaderView.text(bytes, MAX_ID_CHARACTERS)).filter(text -> !text.isBlank());
    }
}
