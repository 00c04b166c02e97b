package dev.agentbus.ingest.demo;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Fields as JSON.
final class JsonPayload {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonPayload() {}

    static byte[] of(Value value, Moment moment) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, value, moment);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Value value, Moment moment) {
        switch (value) {
            case Value.Text(String text) -> json.writeString(text);
            case Value.Whole(long number) -> json.writeNumber(number);
            case Value.Fraction(double number) -> json.writeNumber(number);
            case Value.Flag(boolean flag) -> json.writeBoolean(flag);
            case Value.Span(long millis) -> json.writeNumber(moment.spanMillis(millis));
            case Value.Ago(long millis) ->
                json.writeString(moment.before(millis).toString());
            case Value.Items items -> {
                json.writeStartArray();
                items.items().forEach(item -> write(json, item, moment));
                json.writeEndArray();
            }
            case Doc doc -> {
                json.writeStartObject();
                for (Doc.Member member : doc.members()) {
                    json.writeName(member.name());
                    write(json, member.value(), moment);
                }
                json.writeEndObject();
            }
        }
    }
}
