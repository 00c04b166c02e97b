package dev.agentbus.process.idempotency;

import dev.agentbus.events.PermanentFailure;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What tells one content from another under the same id: half of a SHA-256, in hexadecimal.
public record PayloadHash(String value) {
    private static final int BYTES = 16;
    private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");

    public PayloadHash {
        if (!LEGAL.matcher(value).matches()) {
            throw new PermanentFailure(
                    "Cannot use payload hash: it must be %d hexadecimal digits, got: %s".formatted(2 * BYTES, value));
        }
    }

    /// @param payload null for a record without a value
    public static PayloadHash of(byte @Nullable [] payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(payload == null ? new byte[0] : payload);
            return new PayloadHash(HexFormat.of().formatHex(hash, 0, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
