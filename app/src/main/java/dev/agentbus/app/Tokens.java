package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who may do what, by token. Keeps only the tokens' SHA-256.
final class Tokens {
    static final Tokens NONE = new Tokens(List.of());
    /// Short enough for a hand-made one, long enough not to be guessed.
    private static final int MIN_LENGTH = 16;

    private final List<Holder> holders;

    private record Holder(Right right, byte[] sha256) {}

    private Tokens(List<Holder> holders) {
        this.holders = List.copyOf(holders);
    }

    /// @param entries each `role:token`
    static Tokens parse(List<String> entries) {
        List<Holder> holders = new ArrayList<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            String role = colon < 0 ? "" : entry.substring(0, colon);
            String token = entry.substring(colon + 1);
            Right right = rightOf(role);
            if (token.length() < MIN_LENGTH) {
                throw new Misconfigured("security.tokens must hold tokens of at least %d characters, got: %d for %s"
                        .formatted(MIN_LENGTH, token.length(), role));
            }
            holders.add(new Holder(right, sha256(token.getBytes(StandardCharsets.UTF_8))));
        }
        return new Tokens(holders);
    }

    boolean isEmpty() {
        return holders.isEmpty();
    }

    /// Looks at every holder whatever it finds, so that the time taken tells nothing.
    Optional<Right> rightOfToken(String token) {
        byte[] hash = sha256(token.getBytes(StandardCharsets.UTF_8));
        Optional<Right> found = Optional.empty();
        for (Holder holder : holders) {
            if (MessageDigest.isEqual(holder.sha256(), hash)) {
                found = Optional.of(holder.right());
            }
        }
        return found;
    }

    private static Right rightOf(String role) {
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "publish" -> Right.PUBLISH;
            case "view" -> Right.VIEW;
            case "operate" -> Right.OPERATE;
            // The entry may be a bare token, so it is not shown.
            default ->
                throw new Misconfigured(
                        "security.tokens must read publish:TOKEN, view:TOKEN or operate:TOKEN, got: another role");
        };
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
