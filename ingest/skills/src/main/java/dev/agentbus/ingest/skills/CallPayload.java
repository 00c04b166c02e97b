package dev.agentbus.ingest.skills;

import dev.agentbus.events.codec.Timestamps;
import dev.agentbus.events.redaction.Redactor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// The payload that the arguments of one call make. Nothing an agent said is dropped: what can't be
/// what its field wants is kept beside the fields, under [#REMARKS]. Not safe for several threads.
final class CallPayload {
    /// The field that holds what could not be used: a list of `{field, rule, text}`, with `base64`
    /// for text that is no UTF-8.
    static final String REMARKS = "skill_remarks";

    private sealed interface Value {
        record Text(String text) implements Value {}

        record Json(byte[] json) implements Value {}

        record Texts(List<String> texts) implements Value {}
    }

    private record Remark(String field, String rule, String kept, boolean base64) {}

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, byte[]> given = new LinkedHashMap<>();
    private final List<Remark> remarks = new ArrayList<>();

    CallPayload(SkillCall call) {
        call.arguments().forEach(this::take);
    }

    boolean has(String field) {
        return values.containsKey(field);
    }

    /// Puts `fallback` into the time field unless a time is there already.
    void ensureTime(String field, Instant fallback) {
        String text = text(field);
        if (text != null && Timestamps.parse(text).isEmpty()) {
            setAside(field, "time");
        }
        values.computeIfAbsent(field, _ -> new Value.Text(fallback.toString()));
    }

    /// Takes the field out and keeps what was given for it as a remark.
    void setAside(String field, String rule) {
        values.remove(field);
        byte[] bytes = given.getOrDefault(field, new byte[0]);
        String text = strictText(bytes);
        remarks.add(
                text == null
                        ? new Remark(field, rule, Base64.getEncoder().encodeToString(bytes), true)
                        : new Remark(field, rule, text, false));
    }

    /// As [#setAside], for a secret: says that something was there, not what.
    void drop(String field, String rule) {
        values.remove(field);
        remarks.add(new Remark(field, rule, Redactor.REDACTED, false));
    }

    byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            values.forEach((field, value) -> write(json, field, value));
            if (!remarks.isEmpty()) {
                json.writeName(REMARKS);
                json.writeStartArray();
                remarks.forEach(remark -> write(json, remark));
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private @Nullable String text(String field) {
        return values.get(field) instanceof Value.Text text ? text.text() : null;
    }

    private void take(SkillCall.Argument argument) {
        String field = argument.field();
        given.put(field, argument.value());
        switch (argument.type()) {
            case "json" -> takeJson(field, argument, "json");
            case "list" -> takeList(field, argument);
            case "bool" -> takeScalar(field, argument, "true|false");
            case "int", "num" -> takeScalar(field, argument, "-?[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?");
            case "length" -> values.put(field, number(text(argument.text())));
            case "sha256" ->
                values.put(field, new Value.Text(sha256(given.getOrDefault(argument.text(), new byte[0]))));
            default -> takeText(field, argument.value());
        }
    }

    private void takeText(String field, byte[] bytes) {
        String text = strictText(bytes);
        if (text == null) {
            setAside(field, "utf-8");
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        values.put(field, new Value.Text(text));
    }

    private void takeJson(String field, SkillCall.Argument argument, String rule) {
        if (StrictJson.isValue(argument.value())) {
            values.put(field, new Value.Json(argument.value()));
        } else {
            setAside(field, rule);
        }
    }

    private void takeList(String field, SkillCall.Argument argument) {
        String text = strictText(argument.value());
        if (text != null && !text.stripLeading().startsWith("[")) {
            values.put(field, new Value.Texts(List.of(text.split(",", -1))));
        } else {
            takeJson(field, argument, "list");
        }
    }

    private void takeScalar(String field, SkillCall.Argument argument, String form) {
        if (argument.text().matches(form) && StrictJson.isValue(argument.value())) {
            values.put(field, new Value.Json(argument.value()));
        } else {
            setAside(field, argument.type());
        }
    }

    private static Value number(@Nullable String measured) {
        int characters = measured == null ? 0 : measured.codePointCount(0, measured.length());
        return new Value.Json(Integer.toString(characters).getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    private static @Nullable String strictText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _notUtf8) {
            return null;
        }
    }

    private static void write(JsonGenerator json, String field, Value value) {
        json.writeName(field);
        switch (value) {
            case Value.Text text -> json.writeString(text.text());
            case Value.Json raw -> json.writeRawValue(new String(raw.json(), StandardCharsets.UTF_8));
            case Value.Texts texts -> {
                json.writeStartArray();
                texts.texts().forEach(json::writeString);
                json.writeEndArray();
            }
        }
    }

    private static void write(JsonGenerator json, Remark remark) {
        json.writeStartObject();
        json.writeStringProperty("field", remark.field());
        json.writeStringProperty("rule", remark.rule());
        json.writeStringProperty(remark.base64() ? "base64" : "text", remark.kept());
        json.writeEndObject();
    }
}
