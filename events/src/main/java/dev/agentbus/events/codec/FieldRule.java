package dev.agentbus.events.codec;

import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// The simple rules of one field, checked on the token as it passes; what is beyond them is left to
/// the schema library.
///
/// @param types names of the JSON types it may have; empty for any
/// @param allowed the texts it may be; empty for any
/// @param simple whether these are all the rules there are
record FieldRule(
        Field field,
        Set<String> types,
        Set<String> allowed,
        double minimum,
        double maximum,
        int minLength,
        int maxLength,
        boolean simple) {
    private static final Set<String> KNOWN = Set.of(
            "type",
            "enum",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "title",
            "description",
            "examples",
            "default",
            "$comment");

    static FieldRule of(Field field, JsonNode schema) {
        Set<String> allowed = new LinkedHashSet<>();
        boolean simple = schema.isObject() || schema.isBoolean();
        for (JsonNode value : schema.path("enum")) {
            simple &= value.isString() || value.isNull();
            if (value.isString()) {
                allowed.add(value.stringValue());
            }
        }
        for (String keyword : schema.isObject() ? schema.propertyNames() : List.<String>of()) {
            simple &= KNOWN.contains(keyword)
                    || (keyword.equals("format")
                            && schema.path("format").asString("").equals("date-time"));
        }
        return new FieldRule(
                field,
                Set.copyOf(typesOf(schema)),
                allowed,
                schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY),
                schema.path("maximum").asDouble(Double.POSITIVE_INFINITY),
                schema.path("minLength").asInt(0),
                schema.path("maxLength").asInt(Integer.MAX_VALUE),
                simple);
    }

    private static List<String> typesOf(JsonNode schema) {
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isString()) {
            types.add(type.stringValue());
        }
        type.forEach(one -> types.add(one.asString()));
        types.remove("null");
        return types;
    }

    /// What is wrong with the parser's current token, which is never null; null when nothing is.
    @Nullable
    Violation check(JsonParser parser, JsonToken token) {
        if (!types.isEmpty() && !hasType(parser, token)) {
            return broken(
                    "type", "be " + String.join(" or ", types.stream().sorted().toList()), parser);
        }
        if (token == JsonToken.VALUE_STRING) {
            return checkText(parser, parser.getString());
        }
        if (token.isNumeric() && field.type() != FieldType.TIMESTAMP) {
            double number = parser.getDoubleValue();
            if (number < minimum) {
                return broken("minimum", "be at least " + plain(minimum), parser);
            }
            if (number > maximum) {
                return broken("maximum", "be at most " + plain(maximum), parser);
            }
        }
        return null;
    }

    private @Nullable Violation checkText(JsonParser parser, String text) {
        if (!allowed.isEmpty() && !allowed.contains(text)) {
            return broken("enum", "be one of " + String.join(", ", allowed), parser);
        }
        if (field.type() == FieldType.TIMESTAMP && Timestamps.parse(text).isEmpty()) {
            return broken("format", "be a time as 2026-01-31T12:00:00Z", parser);
        }
        if (text.length() < minLength * 2L && text.codePointCount(0, text.length()) < minLength) {
            return broken("minLength", "have at least %d characters".formatted(minLength), parser);
        }
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            return broken("maxLength", "have at most %d characters".formatted(maxLength), parser);
        }
        return null;
    }

    private boolean hasType(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> types.contains("string");
            case VALUE_TRUE, VALUE_FALSE -> types.contains("boolean");
            case START_OBJECT -> types.contains("object");
            case START_ARRAY -> types.contains("array");
            case VALUE_NUMBER_INT -> types.contains("integer") || types.contains("number");
            case VALUE_NUMBER_FLOAT -> types.contains("number") || (types.contains("integer") && isWhole(parser));
            case VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME -> false;
        };
    }

    private static boolean isWhole(JsonParser parser) {
        double number = parser.getDoubleValue();
        return number == Math.rint(number);
    }

    private Violation broken(String rule, String must, JsonParser parser) {
        JsonToken token = parser.currentToken();
        String value = token == JsonToken.START_OBJECT
                ? "an object"
                : token == JsonToken.START_ARRAY ? "an array" : parser.getString();
        return Violation.of(field.name(), rule, must, field.secret() ? "[redacted]" : value);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
