package dev.agentbus.events.redaction;

import org.jspecify.annotations.Nullable;

/// Recognises secrets inside a text by their looks. Works on the raw bytes between two quotes of a
/// JSON text, and never cuts an escape sequence in two: what it hides holds no backslash, except a
/// private key, which ends with the text.
final class SecretText {
    /// The bytes to hide.
    record Range(int start, int end) {}

    private SecretText() {}

    /// The secret announced by the word at `at`, which [SecretScan] found; null when it is none.
    static @Nullable Range at(byte[] b, int at, int to) {
        return switch (b[at]) {
            case 's' -> sized(b, at, at + 3, to, "sk-", 16, true);
            case 'g' -> git(b, at, to);
            case 'n' -> sized(b, at, at + 4, to, "npm_", 30, false);
            case 'h' -> sized(b, at, at + 3, to, "hf_", 30, false);
            case 'x' -> sized(b, at, at + 3, to, "xox", 12, true);
            case 'A' -> google(b, at, to);
            case 'e' -> jwt(b, at, to);
            case '-' -> privateKey(b, at, to);
            case ':' -> userInfo(b, at + 3, to);
            default -> null;
        };
    }

    /// What stands behind a word that names a secret: `Authorization: Bearer …`, `bearer …`,
    /// `--password …`, `TOKEN=…`.
    static @Nullable Range announcedAt(byte[] b, int at, int to) {
        if (SecretScan.standsAt(b, at, to, "bearer ")) {
            return token(b, at + 7, to, 16);
        }
        if (SecretScan.standsAt(b, at, to, "authorization")) {
            return header(b, at + 13, to);
        }
        int wordEnd = at;
        while (wordEnd < to && (SecretScan.isWordByte(b[wordEnd]) || b[wordEnd] == '-')) {
            wordEnd++;
        }
        int wordStart = at;
        while (wordStart > 0 && (SecretScan.isWordByte(b[wordStart - 1]) || b[wordStart - 1] == '-')) {
            wordStart--;
        }
        if (isAfterBackslash(b, wordStart)) {
            wordStart++;
        }
        boolean flag = SecretScan.standsAt(b, wordStart, to, "--");
        if ((!flag && !isUpperCase(b, wordStart, wordEnd))
                || SecretNames.kindOf(b, wordStart, wordEnd) == SecretNames.Kind.NONE
                || wordEnd >= to) {
            return null;
        }
        return b[wordEnd] == '=' || (flag && b[wordEnd] == ' ') ? assigned(b, wordEnd + 1, to) : null;
    }

    private static @Nullable Range git(byte[] b, int at, int to) {
        if (SecretScan.standsAt(b, at, to, "github_pat_")) {
            return sized(b, at, at + 11, to, "github_pat_", 20, false);
        }
        if (SecretScan.standsAt(b, at, to, "glpat-")) {
            return sized(b, at, at + 6, to, "glpat-", 16, false);
        }
        return SecretScan.standsAt(b, at, to, "gh") ? sized(b, at, at + 4, to, "gh", 20, false) : null;
    }

    private static @Nullable Range google(byte[] b, int at, int to) {
        if (SecretScan.standsAt(b, at, to, "aiza")) {
            return sized(b, at, at + 4, to, "aiza", 35, false);
        }
        int end = at + 4;
        while (end < to && ((b[end] >= 'A' && b[end] <= 'Z') || (b[end] >= '0' && b[end] <= '9'))) {
            end++;
        }
        return end - at == 20 && (end == to || !SecretScan.isWordByte(b[end])) ? new Range(at, end) : null;
    }

    /// A prefix and enough of what tokens are made of.
    private static @Nullable Range sized(
            byte[] b, int at, int from, int to, String prefix, int least, boolean withDigit) {
        if (!SecretScan.standsAt(b, at, to, prefix)) {
            return null;
        }
        int end = from;
        boolean digit = false;
        while (end < to && (SecretScan.isWordByte(b[end]) || b[end] == '-')) {
            digit |= b[end] >= '0' && b[end] <= '9';
            end++;
        }
        return end - from >= least && (digit || !withDigit) ? new Range(at, end) : null;
    }

    private static @Nullable Range jwt(byte[] b, int at, int to) {
        int end = at;
        int dots = 0;
        while (end < to && (SecretScan.isWordByte(b[end]) || b[end] == '-' || b[end] == '.')) {
            dots += b[end] == '.' ? 1 : 0;
            end++;
        }
        return dots >= 2 && end - at >= 30 ? new Range(at, end) : null;
    }

    private static @Nullable Range privateKey(byte[] b, int at, int to) {
        int i = at + 10;
        while (i < to && b[i] != '-') {
            if (!(b[i] == ' ' || (b[i] >= 'A' && b[i] <= 'Z') || (b[i] >= '0' && b[i] <= '9'))) {
                return null;
            }
            i++;
        }
        if (!SecretScan.standsAt(b, i - 11, to, "private key")) {
            return null;
        }
        for (int end = i; end < to; end++) {
            if (SecretScan.standsAt(b, end, to, "-----end ")) {
                int last = end + 9;
                while (last < to && b[last] != '-') {
                    last++;
                }
                while (last < to && b[last] == '-') {
                    last++;
                }
                return new Range(at, last);
            }
        }
        return new Range(at, to);
    }

    /// The password of `scheme://user:password@host`.
    private static @Nullable Range userInfo(byte[] b, int from, int to) {
        int colon = -1;
        for (int i = from; i < to; i++) {
            byte c = b[i];
            if (c == '@') {
                return colon < 0 || colon + 1 == i || isPlaceholder(b[colon + 1]) ? null : new Range(colon + 1, i);
            }
            if (c <= ' ' || c == '/' || c == '"' || c == '\\' || c == '\'' || c == '<') {
                return null;
            }
            if (c == ':' && colon < 0) {
                colon = i;
            }
        }
        return null;
    }

    private static @Nullable Range header(byte[] b, int from, int to) {
        int i = from;
        boolean separated = false;
        while (i < to && (b[i] == ' ' || b[i] == ':' || b[i] == '=' || isQuote(b, i))) {
            separated |= b[i] == ':' || b[i] == '=';
            i += b[i] == '\\' ? 2 : 1;
        }
        for (String scheme : new String[] {"bearer ", "basic ", "token ", "digest "}) {
            if (SecretScan.standsAt(b, i, to, scheme)) {
                i += scheme.length();
                break;
            }
        }
        return separated ? token(b, i, to, 6) : null;
    }

    private static @Nullable Range token(byte[] b, int from, int to, int least) {
        int end = from;
        while (end < to && (SecretScan.isWordByte(b[end]) || "-._~+/=".indexOf(b[end]) >= 0)) {
            end++;
        }
        return end - from >= least ? new Range(from, end) : null;
    }

    private static @Nullable Range assigned(byte[] b, int from, int to) {
        int start = from;
        while (start < to && isQuote(b, start)) {
            start += b[start] == '\\' ? 2 : 1;
        }
        int end = start;
        while (end < to && b[end] > ' ' && "\"'\\;&|,)".indexOf(b[end]) < 0) {
            end++;
        }
        return end - start < 6 || isPlaceholder(b[start]) ? null : new Range(start, end);
    }

    private static boolean isQuote(byte[] b, int i) {
        return b[i] == '\'' || (b[i] == '\\' && i + 1 < b.length && b[i + 1] == '"');
    }

    private static boolean isPlaceholder(byte first) {
        return "$<{%*[".indexOf(first) >= 0;
    }

    private static boolean isAfterBackslash(byte[] b, int i) {
        return i > 0 && b[i - 1] == '\\';
    }

    private static boolean isUpperCase(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] >= 'a' && b[i] <= 'z') {
                return false;
            }
        }
        return true;
    }
}
