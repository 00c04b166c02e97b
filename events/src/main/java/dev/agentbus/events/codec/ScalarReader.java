package dev.agentbus.events.codec;

import dev.agentbus.events.contract.Field;
import java.time.Instant;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/// The current token in the type of its field, as far as it can sensibly be read so.
final class ScalarReader {
    private ScalarReader() {}

    static Object integer(JsonParser parser, JsonToken token, Field field) {
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
        } catch (InputCoercionException | NumberFormatException _notALong) {
            throw Undecodable.wrongType(field.name(), "a whole number of 64 bits", parser.getString());
        }
        throw Undecodable.wrongType(field.name(), "a whole number", parser.getString());
    }

    static Object number(JsonParser parser, JsonToken token, Field field) {
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

    static Object flag(JsonParser parser, JsonToken token, Field field) {
        return switch (token.isScalarValue() ? parser.getString() : token.name()) {
            case "true", "True", "1" -> true;
            case "false", "False", "0" -> false;
            default -> throw Undecodable.wrongType(field.name(), "true or false", parser.getString());
        };
    }

    static Object time(JsonParser parser, JsonToken token, Field field) {
        Instant time = null;
        if (token.isNumeric()) {
            time = Timestamps.ofEpoch(parser.getDoubleValue()).orElse(null);
        } else if (token == JsonToken.VALUE_STRING) {
            time = Timestamps.parse(parser.getString()).orElse(null);
        }
        if (time == null) {
            throw Undecodable.wrongType(field.name(), "a time (ISO-8601 or epoch)", parser.getString());
        }
        return time;
    }
}
