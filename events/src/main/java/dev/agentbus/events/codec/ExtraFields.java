package dev.agentbus.events.codec;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields that a contract does not name, as they came: windows on `"name": value`.
final class ExtraFields {
    private final byte[] source;
    private final List<JsonSlice> fields = new ArrayList<>(0);
    private String wrapperName = "";
    private @Nullable JsonSlice wrapper;
    private @Nullable JsonSlice wrapped;

    ExtraFields(byte[] source) {
        this.source = source;
    }

    void add(int start, int end) {
        fields.add(new JsonSlice(source, start, end - start));
    }

    /// Marks the field added last as one that may hold the payload.
    void wraps(String name, JsonSlice value) {
        if (wrapper == null) {
            wrapperName = name;
            wrapper = fields.get(fields.size() - 1);
            wrapped = value;
        }
    }

    String wrapperName() {
        return wrapperName;
    }

    boolean hasWrapped() {
        return wrapped != null;
    }

    /// The wrapped payload; its wrapper is no longer among the fields.
    JsonSlice unwrap() {
        JsonSlice outer = wrapper;
        JsonSlice inner = wrapped;
        if (outer == null || inner == null) {
            throw new IllegalStateException("nothing is wrapped");
        }
        fields.removeIf(field -> field.start() == outer.start());
        wrapper = null;
        wrapped = null;
        return inner;
    }

    /// All of them as one JSON object; null when there are none.
    @Nullable
    JsonSlice object() {
        if (fields.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (JsonSlice field : fields) {
            out.write(out.size() == 0 ? '{' : ',');
            out.write(source, field.start(), field.length());
        }
        out.write('}');
        byte[] bytes = out.toByteArray();
        return new JsonSlice(bytes, 0, bytes.length);
    }
}
