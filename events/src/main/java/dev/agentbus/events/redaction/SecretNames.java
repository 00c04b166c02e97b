package dev.agentbus.events.redaction;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Which names say that their value is a secret. Compared without separators and humps, at the end
/// of the name: `clientSecret` and `x-api-key`, but not `secret_count` or `max_tokens`.
final class SecretNames {
    /// How much of the value is hidden.
    enum Kind {
        NONE,
        /// Texts of the length of a token only: the word has other uses.
        TOKEN,
        /// Whatever it is.
        WHOLE
    }

    private static final List<String> WHOLE = List.of(
            "password",
            "passwords",
            "passwd",
            "passphrase",
            "secret",
            "secrets",
            "apikey",
            "apikeys",
            "authorization",
            "credential",
            "credentials",
            "privatekey",
            "accesskey",
            "secretkey",
            "signingkey",
            "encryptionkey",
            "secretaccesskey",
            "cookie",
            "cookies",
            "setcookie");
    private static final List<String> TOKEN = List.of("token", "accesskeyid");

    private SecretNames() {}

    static Kind kindOf(byte[] bytes, int from, int to) {
        if (to - from < 3 || to - from > 100) {
            return Kind.NONE;
        }
        String name = Redactor.plain(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        if (name.equals("pwd")) {
            // Also the working directory: a path is none.
            return Kind.TOKEN;
        }
        if (WHOLE.stream().anyMatch(name::endsWith)) {
            return Kind.WHOLE;
        }
        return TOKEN.stream().anyMatch(name::endsWith) ? Kind.TOKEN : Kind.NONE;
    }
}
