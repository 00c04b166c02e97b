package dev.agentbus.ingest.http;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.EventId;
import dev.agentbus.events.Header;
import dev.agentbus.events.codec.EventIntake;
import dev.agentbus.events.codec.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// CloudEvents 1.0, structured and binary: their `data` is the payload, byte for byte; `id` and
/// `time` are the event's where the payload says nothing else; `source`, `type` and extensions
/// become record headers.
final class CloudEvents {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
    /// Attributes that the envelope or the payload speaks for already.
    private static final Set<String> ENVELOPE = Set.of("specversion", "id", "time", "datacontenttype", "dataschema");

    private CloudEvents() {}

    /// An event whose frame is JSON.
    static Item structured(byte[] json) {
        Map<String, String> attributes = new LinkedHashMap<>();
        byte[] data = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Item.Broken.of("$", "object", "be a CloudEvent, a JSON object", "none");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken token = parser.nextToken();
                if (name.equals("data")) {
                    data = slice(parser, json);
                } else if (name.equals("data_base64")) {
                    data = Base64.getDecoder().decode(parser.getString());
                } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    attributes.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException | IllegalArgumentException e) {
            return Item.Broken.of("$", "syntax", "be a CloudEvent in JSON", String.valueOf(e.getMessage()));
        }
        return data == null ? Item.Broken.of("data", "required", "be there", "none") : item(attributes, data);
    }

    /// An event whose frame is the request's headers.
    ///
    /// @param attributes the `ce-` headers, without that prefix
    static Item binary(Map<String, String> attributes, byte[] data) {
        return item(attributes, data);
    }

    private static Item item(Map<String, String> attributes, byte[] data) {
        for (String name : REQUIRED) {
            if (attributes.getOrDefault(name, "").isBlank()) {
                return Item.Broken.of(name, "required", "be there", "none");
            }
        }
        String version = attributes.getOrDefault("specversion", "");
        if (!version.equals("1.0")) {
            return Item.Broken.of("specversion", "const", "be 1.0", version);
        }
        String id = attributes.getOrDefault("id", "");
        if (id.length() > EventId.MAX_LENGTH) {
            return Item.Broken.of(
                    "id",
                    "maxLength",
                    "have at most %d characters".formatted(EventId.MAX_LENGTH),
                    id.length() + " characters");
        }
        Optional<String> givenTime = Optional.ofNullable(attributes.get("time"));
        Optional<Instant> time = givenTime.flatMap(Timestamps::parse);
        if (givenTime.isPresent() && time.isEmpty()) {
            return Item.Broken.of("time", "format", "be a time as 2026-01-31T12:00:00Z", givenTime.get());
        }
        return new Item.Payload(data, new EventIntake.Beside(Optional.of(new EventId(id)), time, headers(attributes)));
    }

    private static List<Header> headers(Map<String, String> attributes) {
        List<Header> headers = new ArrayList<>();
        attributes.forEach((name, value) -> {
            if (name.equals(Envelope.TRACEPARENT)) {
                headers.add(Header.of(Envelope.TRACEPARENT, value));
            } else if (!ENVELOPE.contains(name)) {
                headers.add(Header.of("ce_" + name, value));
            }
        });
        return headers;
    }

    private static byte[] slice(JsonParser parser, byte[] json) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(json, start, (int) parser.currentLocation().getByteOffset());
    }
}
