package dev.agentbus.cli;

import dev.agentbus.events.PermanentFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The JSON objects of an input, one after the other and byte for byte: one per line, one after the
/// other, or in an array. Looks only for where each begins and ends; the bus judges the rest. One
/// thread.
final class JsonObjects {
    /// Far beyond what the bus takes, so that its own answer names the bound.
    private static final int MAX_BYTES = 8_000_000;

    private final BufferedInputStream in;
    private long position;

    JsonObjects(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /// Blocks until there is one; empty at the end of the input.
    Optional<byte[]> next() {
        try {
            int b = read();
            while (b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ',' || b == '[' || b == ']') {
                b = read();
            }
            if (b < 0) {
                return Optional.empty();
            }
            if (b != '{') {
                throw new PermanentFailure("Cannot read events: an object must begin at byte %d, got: %s"
                        .formatted(position, Printable.of(Character.toString(b))));
            }
            return Optional.of(object());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the next read might have to wait for whoever writes the input.
    boolean mayBlock() {
        try {
            return in.available() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] object() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream(512);
        object.write('{');
        int depth = 1;
        boolean text = false;
        while (depth > 0) {
            int b = read();
            if (b < 0 || object.size() >= MAX_BYTES) {
                throw new PermanentFailure("Cannot read events: an object must end within %d bytes, got: %s"
                        .formatted(MAX_BYTES, b < 0 ? "the end of the input" : "more"));
            }
            object.write(b);
            if (text && b == '\\') {
                object.write(Math.max(0, read()));
            } else if (b == '"') {
                text = !text;
            } else if (!text) {
                depth += b == '{' || b == '[' ? 1 : b == '}' || b == ']' ? -1 : 0;
            }
        }
        return object.toByteArray();
    }

    private int read() throws IOException {
        position++;
        return in.read();
    }
}
