package dev.agentbus.ingest.http;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A whole answer, ready to be sent or kept for a repeat.
record Answer(int status, Map<String, String> headers, byte[] body) {
    static final String RETRY_AFTER = "Retry-After";
    private static final JsonFactory JSON = new JsonFactory();

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer json(int status, Map<String, String> headers, Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return new Answer(status, headers, out.toByteArray());
    }

    static Answer of(Refusal refusal) {
        return json(refusal.status(), refusal.headers(), json -> {
            json.writeStringProperty("error", refusal.error());
            json.writeStringProperty("message", refusal.getMessage());
            refusal.fields().forEach((name, value) -> write(json, name, value));
        });
    }

    /// Whether coming again would change nothing.
    boolean isFinal() {
        return status == 202 && !headers.containsKey(RETRY_AFTER);
    }

    private static void write(JsonGenerator json, String name, Object value) {
        json.writeName(name);
        switch (value) {
            case Number number -> json.writeNumber(number.longValue());
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(one -> json.writeString(one.toString()));
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }
}
