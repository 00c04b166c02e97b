package dev.agentbus.events.codec;

import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Field;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One pass over one payload. Single use, one thread.
final class FieldReader {
    private static final Set<String> WRAPPERS = Set.of("data", "payload");
    /// Fields that a wrapper carries beside the wrapped payload; finding them says nothing about where the payload is.
    private static final Set<String> ENVELOPE_FIELDS =
            Set.of(Contract.EVENT_ID, Contract.CORRELATION_ID, Contract.TIMESTAMP, "session_id", "event_type");

    private final FieldIndex index;
    private final byte[] source;
    private final @Nullable Object[] values;
    private final boolean[] canonical;
    private final ByteArrayOutputStream extra = new ByteArrayOutputStream(0);
    private @Nullable JsonSlice wrapped;
    private boolean ownFieldSeen;

    FieldReader(FieldIndex index, byte[] source) {
        this.index = index;
        this.source = source;
        this.values = new @Nullable Object[index.size()];
        this.canonical = new boolean[index.size()];
    }

    void read(JsonFactory json) {
        readObject(json, 0, source.length);
        JsonSlice inner = wrapped;
        if (inner != null && !ownFieldSeen) {
            wrapped = null;
            extra.reset();
            readObject(json, inner.start(), inner.length());
        }
    }

    @Nullable
    Object[] values() {
        return values;
    }

    @Nullable
    JsonSlice extra() {
        if (extra.size() == 0) {
            return null;
        }
        extra.write('}');
        byte[] bytes = extra.toByteArray();
        return new JsonSlice(bytes, 0, bytes.length);
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
        if (token == JsonToken.VALUE_NULL || (canonical[ordinal] && !slot.canonical())) {
            parser.skipChildren();
            return;
        }
        values[ordinal] = valueOf(parser, token, field, base);
        canonical[ordinal] = slot.canonical();
    }

    private Object valueOf(JsonParser parser, JsonToken token, Field field, int base) {
        return switch (field.type()) {
            case TEXT ->
                token.isScalarValue() ? parser.getString() : slice(parser, base).text();
            case INTEGER -> integer(parser, token, field);
            case NUMBER -> number(parser, token, field);
            case BOOLEAN -> flag(parser, token, field);
            case TIMESTAMP -> time(parser, token, field);
            case JSON -> slice(parser, base);
        };
    }

    private static Object integer(JsonParser parser, JsonToken token, Field field) {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                return parser.getLongValue();
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                double number = parser.getDoubleValue();
                if (number == Math.rint(number) && Math.abs(number) < Long.MAX_VALUE) {
                    return (long) number;
                }
            } else if (token == JsonToken.VALUE_STRING) {
                return Long.parseLong(parser.getString().strip());
            }
        } catch (tools.jackson.core.exc.InputCoercionException | NumberFormatException e) {
            throw new Undecodable(
                    field.name(),
                    "type",
                    "Cannot decode event: %s must be a whole number of 64 bits, got: %s"
                            .formatted(field.name(), Undecodable.shown(parser.getString())),
                    e);
        }
        throw Undecodable.wrongType(field.name(), "a whole number", parser.getString());
    }

    private static Object number(JsonParser parser, JsonToken token, Field field) {
        double number = Double.NaN;
        if (token.isNumeric()) {
            number = parser.getDoubleValue();
        } else if (token == JsonToken.VALUE_STRING) {
            try {
                number = Double.parseDouble(parser.getString().strip());
            } catch (NumberFormatException _notANumber) {
                throw Undecodable.wrongType(field.name(), "a number", parser.getString());
            }
        }
        if (!Double.isFinite(number)) {
            throw Undecodable.wrongType(field.name(), "a finite number", parser.getString());
        }
        return number;
    }

    private static Object flag(JsonParser parser, JsonToken token, Field field) {
        return switch (token.isScalarValue() ? parser.getString() : token.name()) {
            case "true", "True", "1" -> true;
            case "false", "False", "0" -> false;
            default -> throw Undecodable.wrongType(field.name(), "true or false", parser.getString());
        };
    }

    private static Object time(JsonParser parser, JsonToken token, Field field) {
        if (token.isNumeric()) {
            double epoch = parser.getDoubleValue();
            if (Double.isFinite(epoch) && Math.abs(epoch) < 1e18) {
                return Timestamps.ofEpoch(epoch);
            }
        } else if (token == JsonToken.VALUE_STRING) {
            Instant time = Timestamps.parse(parser.getString()).orElse(null);
            if (time != null) {
                return time;
            }
        }
        throw Undecodable.wrongType(field.name(), "a time (ISO-8601 or epoch)", parser.getString());
    }

    private void keepUnknown(JsonParser parser, String name, int base) {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        JsonSlice value = slice(parser, base);
        if (token == JsonToken.START_OBJECT && wrapped == null && WRAPPERS.contains(name)) {
            wrapped = value;
        }
        extra.write(extra.size() == 0 ? '{' : ',');
        extra.write(source, start, value.start() + value.length() - start);
    }

    /// The current value with all that is in it.
    private JsonSlice slice(JsonParser parser, int base) {
        int start = base + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = base + (int) parser.currentLocation().getByteOffset();
        return new JsonSlice(source, start, end - start);
    }
}
