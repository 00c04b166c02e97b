package dev.agentbus.events.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A JSON value as a window on the bytes it came in: passed on without being parsed again. The
/// bytes are not to be changed.
public record JsonSlice(byte[] source, int start, int length) {
    public void writeTo(OutputStream out) throws IOException {
        out.write(source, start, length);
    }

    /// The value as JSON text.
    public String text() {
        return new String(source, start, length, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonSlice slice && text().equals(slice.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
