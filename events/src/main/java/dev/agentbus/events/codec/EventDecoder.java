package dev.agentbus.events.codec;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.contract.Contract;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads the record values of one topic. Tolerant: names in snake_case, camelCase or an alias,
/// payloads bare or wrapped in `data` or `payload`, null as absent, unknown fields kept. Strict
/// only where nothing sensible can be read.
///
/// Safe for any thread; a decoder is costly to make and cheap to use.
public final class EventDecoder {
    /// Deeper payloads are refused: no producer known nests beyond 20, and a database's own parser
    /// has a stack.
    static final int MAX_DEPTH = 200;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final FieldIndex index;

    public EventDecoder(Contract contract) {
        this.index = new FieldIndex(contract);
    }

    /// @param recordTime the log's own time of the record, used when the event has none
    /// @throws Undecodable when the value is no event of this topic
    public DecodedEvent decode(
            byte @Nullable [] value, List<Header> headers, SourcePosition position, Instant recordTime) {
        if (value == null || value.length == 0) {
            throw new Undecodable("$", "empty", "Cannot decode event: it must be a JSON object, got: nothing");
        }
        if (value.length > EventIntake.MAX_PAYLOAD_BYTES) {
            throw new Undecodable(
                    "$",
                    "size",
                    "Cannot decode event: it must have at most %d bytes, got: %d"
                            .formatted(EventIntake.MAX_PAYLOAD_BYTES, value.length));
        }
        FieldReader reader = read(index, FieldGate.OPEN, value);
        @Nullable Object[] values = reader.values();
        requireAll(values);
        return new DecodedEvent(
                index,
                position,
                identity(values, headers, position),
                time(values, headers, recordTime),
                recordTime,
                values,
                reader.extra(),
                value);
    }

    /// One pass over the bytes.
    ///
    /// @throws Undecodable when they are no JSON object
    static FieldReader read(FieldIndex index, FieldGate gate, byte[] value) {
        TextCheck.check(value);
        FieldReader reader = new FieldReader(index, gate, value);
        try {
            reader.read(JSON);
            return reader;
        } catch (StreamConstraintsException e) {
            throw new Undecodable(
                    "$",
                    "depth",
                    "Cannot decode event: it must nest at most %d levels and hold no oversized token, got: %s"
                            .formatted(MAX_DEPTH, e.getOriginalMessage()),
                    e);
        } catch (JacksonException e) {
            throw new Undecodable(
                    "$",
                    "syntax",
                    "Cannot decode event: it must be one JSON object, got: "
                            + Undecodable.shown(e.getOriginalMessage()),
                    e);
        }
    }

    private void requireAll(@Nullable Object[] values) {
        for (int ordinal : index.required()) {
            if (values[ordinal] == null) {
                String name = index.field(ordinal).name();
                throw new Undecodable(
                        name, "required", "Cannot decode event: %s is required, got: none".formatted(name));
            }
        }
    }

    private EventId identity(@Nullable Object[] values, List<Header> headers, SourcePosition position) {
        Object given = index.idOrdinal() < 0 ? null : values[index.idOrdinal()];
        String text = given == null ? Envelope.find(headers, Envelope.ID).orElse("") : given.toString();
        if (text.isBlank()) {
            return EventId.at(position.topic(), position.partition(), position.offset());
        }
        if (text.length() > EventId.MAX_LENGTH) {
            throw new Undecodable(
                    Contract.EVENT_ID,
                    "maxLength",
                    "Cannot decode event: event_id must be at most %d characters, got: %d characters"
                            .formatted(EventId.MAX_LENGTH, text.length()));
        }
        return new EventId(text);
    }

    private Instant time(@Nullable Object[] values, List<Header> headers, Instant recordTime) {
        if (index.timeOrdinal() >= 0 && values[index.timeOrdinal()] instanceof Instant given) {
            return given;
        }
        Optional<Instant> enveloped = Envelope.find(headers, Envelope.TIME).flatMap(Timestamps::parse);
        return enveloped.orElse(recordTime);
    }
}
