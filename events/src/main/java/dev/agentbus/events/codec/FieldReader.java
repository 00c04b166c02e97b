package dev.agentbus.events.codec;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One pass over one payload. Single use, one thread.
final class FieldReader {
    private static final Set<String> WRAPPERS = Set.of("data", "payload");
    /// Fields that a wrapper carries beside the wrapped payload; finding them says nothing about
    /// where the payload is.
    private static final Set<String> ENVELOPE_FIELDS =
            Set.of(Contract.EVENT_ID, Contract.CORRELATION_ID, Contract.TIMESTAMP, "session_id", "event_type");

    private static final int MAX_WRAPPERS = 3;
    /// A database keeps JSON numbers exactly, and runs out of room for them beyond this.
    private static final int MAX_EXPONENT = 10_000;

    private final FieldIndex index;
    private final FieldGate gate;
    private final byte[] source;
    private final @Nullable Object[] values;
    private final boolean[] canonical;
    private final ExtraFields extra;
    private boolean ownFieldSeen;

    /// @param gate what each field is shown to before it is read
    FieldReader(FieldIndex index, FieldGate gate, byte[] source) {
        this.index = index;
        this.gate = gate;
        this.source = source;
        this.values = new @Nullable Object[index.size()];
        this.canonical = new boolean[index.size()];
        this.extra = new ExtraFields(source);
    }

    void read(JsonFactory json) {
        readObject(json, 0, source.length);
        for (int i = 0; i < MAX_WRAPPERS && extra.hasWrapped() && isEnvelopeOnly(); i++) {
            JsonSlice inner = extra.unwrap();
            readObject(json, inner.start(), inner.length());
        }
        if (extra.hasWrapped()) {
            gate.unknown(extra.wrapperName());
        }
    }

    @Nullable
    Object[] values() {
        return values;
    }

    @Nullable
    JsonSlice extra() {
        return extra.object();
    }

    private boolean isEnvelopeOnly() {
        if (!ownFieldSeen) {
            return true;
        }
        for (int ordinal : index.required()) {
            if (values[ordinal] == null) {
                return true;
            }
        }
        return false;
    }

    private void readObject(JsonFactory json, int start, int length) {
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), source, start, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Undecodable(
                        "$", "object", "Cannot decode event: it must be a JSON object, got: " + parser.currentToken());
            }
            String name = parser.nextName();
            while (name != null) {
                readField(parser, name, start);
                name = parser.nextName();
            }
            if (parser.nextToken() != null) {
                throw new Undecodable(
                        "$", "syntax", "Cannot decode event: it must be one JSON object, got: more after its end");
            }
        }
    }

    private void readField(JsonParser parser, String name, int base) {
        FieldIndex.Slot slot = index.slotOf(name);
        if (slot == null) {
            keepUnknown(parser, name, base);
            return;
        }
        JsonToken token = parser.nextToken();
        int ordinal = slot.ordinal();
        Field field = index.field(ordinal);
        ownFieldSeen |= !ENVELOPE_FIELDS.contains(field.name());
        boolean passed = canonical[ordinal] && !slot.canonical();
        if (token == JsonToken.VALUE_NULL || passed || !gate.admits(ordinal, parser, token)) {
            parser.skipChildren();
            return;
        }
        values[ordinal] = valueOf(parser, token, field, base);
        canonical[ordinal] = slot.canonical();
    }

    private Object valueOf(JsonParser parser, JsonToken token, Field field, int base) {
        return switch (field.type()) {
            case TEXT ->
                token.isScalarValue()
                        ? parser.getString()
                        : slice(parser, field.name(), base).text();
            case INTEGER -> ScalarReader.integer(parser, token, field);
            case NUMBER -> ScalarReader.number(parser, token, field);
            case BOOLEAN -> ScalarReader.flag(parser, token, field);
            case TIMESTAMP -> ScalarReader.time(parser, token, field);
            case JSON -> slice(parser, field.name(), base);
        };
    }

    private void keepUnknown(JsonParser parser, String name, int base) {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        JsonSlice value = slice(parser, name, base);
        extra.add(start, value.start() + value.length());
        if (token == JsonToken.START_OBJECT && WRAPPERS.contains(name)) {
            extra.wraps(name, value);
        } else {
            gate.unknown(name);
        }
    }

    /// The current value with all that is in it.
    private JsonSlice slice(JsonParser parser, String name, int base) {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (token != null) {
            if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                checkExponent(parser, name);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0) {
                break;
            }
            token = parser.nextToken();
        }
        parser.finishToken();
        int end = base + (int) parser.currentLocation().getByteOffset();
        return new JsonSlice(source, start, end - start);
    }

    private static void checkExponent(JsonParser parser, String name) {
        String number = parser.getString();
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (e < 0) {
            return;
        }
        String exponent = number.substring(e + 1);
        if (exponent.length() > 6 || Math.abs(Integer.parseInt(exponent)) > MAX_EXPONENT) {
            throw new Undecodable(
                    name,
                    "range",
                    "Cannot decode event: numbers in %s must have an exponent of at most %d, got: %s"
                            .formatted(name, MAX_EXPONENT, Undecodable.shown(number)));
        }
    }
}
