package dev.agentbus.ingest.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// Reads a request body within its bounds, packed or not.
final class Body {
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    private Body() {}

    /// @param encoding the `Content-Encoding` header, or nothing
    /// @param announcedBytes the `Content-Length` header, or -1
    /// @throws Refusal 400 for broken gzip, 413 beyond the bounds, 415 for another encoding
    static byte[] read(InputStream in, String encoding, long announcedBytes, HttpIngestSettings settings)
            throws IOException {
        String packing = encoding.strip().toLowerCase(Locale.ROOT);
        boolean gzip = GZIP.contains(packing);
        if (!gzip && !packing.isEmpty() && !packing.equals("identity")) {
            throw new Refusal(
                    415,
                    "unsupported encoding",
                    "Cannot read body: its Content-Encoding must be gzip or identity, got: " + packing);
        }
        if (announcedBytes > settings.maxBodyBytes()) {
            throw tooLarge(settings.maxBodyBytes(), "Content-Length " + announcedBytes);
        }
        int expected = announcedBytes < 0 ? CHUNK_BYTES : (int) announcedBytes;
        byte[] body = readUpTo(in, settings.maxBodyBytes(), expected);
        return gzip && isGzip(body) ? unpack(body, settings.maxUnpackedBytes()) : body;
    }

    /// False where the server has unpacked the body already.
    private static boolean isGzip(byte[] body) {
        return body.length < 2 || ((body[0] & 0xFF) == 0x1F && (body[1] & 0xFF) == 0x8B);
    }

    private static byte[] unpack(byte[] packed, int maxBytes) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), CHUNK_BYTES)) {
            return readUpTo(in, maxBytes, packed.length * 4);
        } catch (IOException e) {
            throw new Refusal(400, "malformed gzip", "Cannot read body: it must be whole gzip, got: " + e.getMessage());
        }
    }

    private static byte[] readUpTo(InputStream in, int maxBytes, int expectedBytes) throws IOException {
        byte[] buffer = new byte[Math.clamp(expectedBytes, 1, Math.min(maxBytes, 1024 * 1024))];
        int length = 0;
        while (true) {
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
            }
            length += read;
            if (length == buffer.length) {
                int next = in.read();
                if (next < 0) {
                    return buffer;
                }
                if (length >= maxBytes) {
                    throw tooLarge(maxBytes, "more");
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(maxBytes, length * 2L));
                buffer[length++] = (byte) next;
            }
        }
    }

    private static Refusal tooLarge(int maxBytes, String got) {
        return new Refusal(
                413,
                "body too large",
                "Cannot read body: it must have at most %d bytes, got: %s".formatted(maxBytes, got));
    }
}
