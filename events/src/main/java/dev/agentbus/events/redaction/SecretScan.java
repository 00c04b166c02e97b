package dev.agentbus.events.redaction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The fast look that nearly every payload passes: is there anything in these bytes that could be,
/// or name, a secret?
///
/// One table look-up per byte on pairs of bytes that are rare in text; only where such a pair
/// stands are words compared.
final class SecretScan {
    /// @param text in lower case, unless `exact`
    /// @param anchor where in the text the rare pair stands
    /// @param exact whether upper and lower case differ
    /// @param word whether it must begin a word
    private record Literal(byte[] text, int anchor, boolean exact, boolean word) {
        boolean standsAt(byte[] bytes, int start) {
            if (start < 0 || start + text.length > bytes.length || (word && isInsideWord(bytes, start))) {
                return false;
            }
            for (int i = 0; i < text.length; i++) {
                int b = bytes[start + i];
                if ((exact ? b : lower(b)) != text[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Literal> LITERALS = List.of(
            named("passw", 3),
            named("passphrase", 3),
            named("pwd", 0),
            named("secret", 2),
            named("token", 1),
            named("apikey", 2),
            named("api_key", 2),
            named("api-key", 2),
            named("authorization", 7),
            named("credential", 0),
            named("private", 2),
            named("accesskey", 5),
            named("access_key", 5),
            named("access-key", 5),
            named("signing", 2),
            named("encryption", 4),
            named("cookie", 3),
            named("bearer ", 0),
            looks("sk-", 1),
            looks("ghp_", 0),
            looks("gho_", 0),
            looks("ghu_", 0),
            looks("ghs_", 0),
            looks("ghr_", 0),
            looks("github_pat_", 5),
            looks("glpat-", 1),
            looks("npm_", 1),
            looks("hf_", 0),
            looks("AKIA", 0),
            looks("ASIA", 0),
            looks("AIza", 1),
            looks("xox", 0),
            looks("eyJ", 1),
            new Literal("-----BEGIN".getBytes(StandardCharsets.US_ASCII), 5, true, false),
            new Literal("://".getBytes(StandardCharsets.US_ASCII), 0, true, false));

    private static final byte[] GROUP_OF_PAIR = new byte[1 << 16];
    private static final Literal[][] GROUPS = groups();

    private SecretScan() {}

    private static Literal named(String text, int anchor) {
        return new Literal(text.getBytes(StandardCharsets.US_ASCII), anchor, false, false);
    }

    private static Literal looks(String text, int anchor) {
        return new Literal(text.getBytes(StandardCharsets.US_ASCII), anchor, true, true);
    }

    private static Literal[][] groups() {
        Map<Integer, List<Literal>> byPair = new HashMap<>();
        for (Literal literal : LITERALS) {
            byte first = literal.text()[literal.anchor()];
            byte second = literal.text()[literal.anchor() + 1];
            for (int i = 0; i < (literal.exact() ? 1 : 4); i++) {
                int one = (i & 1) == 0 ? first : upper(first);
                int two = (i & 2) == 0 ? second : upper(second);
                List<Literal> group = byPair.computeIfAbsent(one << 8 | two, _pair -> new ArrayList<>());
                if (!group.contains(literal)) {
                    group.add(literal);
                }
            }
        }
        Literal[][] groups = new Literal[byPair.size() + 1][];
        byte id = 0;
        for (Map.Entry<Integer, List<Literal>> entry : byPair.entrySet()) {
            GROUP_OF_PAIR[entry.getKey()] = ++id;
            groups[id] = entry.getValue().toArray(Literal[]::new);
        }
        return groups;
    }

    /// Not so behind an escape as `\n`, whose letter is none of the word.
    private static boolean isInsideWord(byte[] bytes, int at) {
        return at > 0 && isWordByte(bytes[at - 1]) && !(at > 1 && bytes[at - 2] == '\\');
    }

    static boolean isSuspicious(byte[] bytes) {
        return next(bytes, 0, bytes.length) < bytes.length;
    }

    /// Where the next word of the list begins, at or after `from`; `to` when there is none.
    static int next(byte[] bytes, int from, int to) {
        int pair = from < to ? bytes[from] & 0xFF : 0;
        for (int i = from + 1; i < to; i++) {
            pair = (pair << 8 | (bytes[i] & 0xFF)) & 0xFFFF;
            int group = GROUP_OF_PAIR[pair];
            if (group != 0) {
                for (Literal literal : GROUPS[group]) {
                    int start = i - 1 - literal.anchor();
                    if (start >= from && literal.standsAt(bytes, start)) {
                        return start;
                    }
                }
            }
        }
        return to;
    }

    static boolean standsAt(byte[] bytes, int start, int to, String lowerCase) {
        if (start < 0 || start + lowerCase.length() > to) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (lower(bytes[start + i]) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean isWordByte(int b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_';
    }

    static int lower(int b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    private static int upper(int b) {
        return b >= 'a' && b <= 'z' ? b - 32 : b;
    }
}
