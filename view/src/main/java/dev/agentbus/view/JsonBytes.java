package dev.agentbus.view;

import dev.agentbus.events.codec.JsonSlice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes JSON straight into UTF-8 bytes; values that are JSON already pass through without being
/// parsed. The result is one line. One thread.
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;
    private boolean comma;

    JsonBytes() {
        this(512);
    }

    JsonBytes(int capacity) {
        this.bytes = new byte[capacity];
    }

    JsonBytes beginObject() {
        return open('{');
    }

    JsonBytes endObject() {
        return close('}');
    }

    JsonBytes beginArray() {
        return open('[');
    }

    JsonBytes endArray() {
        return close(']');
    }

    JsonBytes name(String name) {
        separate();
        quote(name);
        put(':');
        comma = false;
        return this;
    }

    JsonBytes field(String name, @Nullable String value) {
        return name(name).value(value);
    }

    JsonBytes field(String name, long value) {
        return name(name).value(value);
    }

    JsonBytes field(String name, double value) {
        return name(name).value(value);
    }

    JsonBytes field(String name, boolean value) {
        return name(name).literal(value ? "true" : "false");
    }

    /// A value as a decoded event holds it; what is none becomes null.
    JsonBytes field(String name, @Nullable Object value) {
        name(name);
        return switch (value) {
            case null -> value((String) null);
            case Boolean flag -> literal(flag ? "true" : "false");
            case Double number -> value(number.doubleValue());
            case Number number -> value(number.longValue());
            case JsonSlice json -> raw(json.source(), json.start(), json.length());
            case Object text -> value(text.toString());
        };
    }

    JsonBytes value(@Nullable String value) {
        if (value == null) {
            return literal("null");
        }
        separate();
        quote(value);
        comma = true;
        return this;
    }

    JsonBytes value(long value) {
        return literal(Long.toString(value));
    }

    /// What is no finite number has no JSON form and becomes null.
    JsonBytes value(double value) {
        if (!Double.isFinite(value)) {
            return literal("null");
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return literal(Long.toString((long) value));
        }
        return literal(Double.toString(value));
    }

    JsonBytes raw(byte[] json) {
        return raw(json, 0, json.length);
    }

    /// Copies JSON. Line ends between its tokens become blanks: a line of an event stream must not
    /// break.
    JsonBytes raw(byte[] json, int start, int count) {
        separate();
        room(count);
        for (int i = start; i < start + count; i++) {
            byte b = json[i];
            bytes[length++] = b == '\n' || b == '\r' ? (byte) ' ' : b;
        }
        comma = true;
        return this;
    }

    /// Copies the members of a JSON object that is not empty, as [ViewEvent#json] is, into the open
    /// object.
    JsonBytes members(byte[] object) {
        return raw(object, 1, object.length - 2);
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private JsonBytes open(char bracket) {
        separate();
        put(bracket);
        comma = false;
        return this;
    }

    private JsonBytes close(char bracket) {
        put(bracket);
        comma = true;
        return this;
    }

    private JsonBytes literal(String ascii) {
        separate();
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            put(',');
        }
        comma = false;
    }

    private void quote(String text) {
        put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (c < 0x20) {
                control(c);
            } else if (c < 0x80) {
                put(c);
            } else {
                i += encode(text, i);
            }
        }
        put('"');
    }

    private void control(char c) {
        room(6);
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 0xF];
    }

    /// Writes the character at `at` as UTF-8; half a surrogate pair becomes U+FFFD.
    ///
    /// @return how many further chars it took
    private int encode(String text, int at) {
        int point = text.codePointAt(at);
        int taken = Character.charCount(point) - 1;
        if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            point = 0xFFFD;
        }
        room(4);
        if (point < 0x800) {
            bytes[length++] = (byte) (0xC0 | (point >> 6));
        } else if (point < 0x10000) {
            bytes[length++] = (byte) (0xE0 | (point >> 12));
            bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        } else {
            bytes[length++] = (byte) (0xF0 | (point >> 18));
            bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        }
        bytes[length++] = (byte) (0x80 | (point & 0x3F));
        return taken;
    }

    private void put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
