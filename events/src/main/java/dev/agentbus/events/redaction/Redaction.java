package dev.agentbus.events.redaction;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The careful look at one payload. Walks the bytes from text to text; makes a copy only when there
/// is something to hide.
final class Redaction {
    private static final byte[] HIDDEN = Redactor.REDACTED.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HIDDEN_VALUE = ("\"" + Redactor.REDACTED + "\"").getBytes(StandardCharsets.US_ASCII);
    private static final int TOKEN_CHARACTERS = 8;

    private final byte[] source;
    private final Set<String> secretNames;
    private @Nullable ByteArrayOutputStream out;
    private int copied;

    Redaction(byte[] source, Set<String> secretNames) {
        this.source = source;
        this.secretNames = secretNames;
    }

    byte[] redacted() {
        int i = 0;
        while (i < source.length) {
            if (source[i] != '"') {
                i++;
                continue;
            }
            int end = endOfText(i + 1);
            int next = skipBlanks(end + 1);
            if (next < source.length && source[next] == ':') {
                i = redactValueOf(i + 1, end, skipBlanks(next + 1));
            } else {
                redactText(i + 1, end);
                i = end + 1;
            }
        }
        ByteArrayOutputStream redacted = out;
        if (redacted == null) {
            return source;
        }
        redacted.write(source, copied, source.length - copied);
        return redacted.toByteArray();
    }

    /// @return where to go on
    private int redactValueOf(int nameStart, int nameEnd, int value) {
        SecretNames.Kind kind = kindOf(nameStart, nameEnd);
        if (kind == SecretNames.Kind.NONE || value >= source.length) {
            return value;
        }
        byte first = source[value];
        if (first == '"') {
            int end = endOfText(value + 1);
            boolean hide = kind == SecretNames.Kind.WHOLE ? end > value + 1 : looksLikeToken(value + 1, end);
            if (!hide) {
                return value;
            }
            if (!isHidden(value + 1, end)) {
                hide(value + 1, end, HIDDEN);
            }
            return end + 1;
        }
        boolean number = first == '-' || (first >= '0' && first <= '9');
        if (kind == SecretNames.Kind.WHOLE && (number || first == '{' || first == '[')) {
            int end = number ? endOfNumber(value) : endOfStructure(value);
            hide(value, end, HIDDEN_VALUE);
            return end;
        }
        return value;
    }

    private SecretNames.Kind kindOf(int start, int end) {
        if (!secretNames.isEmpty()
                && secretNames.contains(
                        Redactor.plain(new String(source, start, end - start, StandardCharsets.UTF_8)))) {
            return SecretNames.Kind.WHOLE;
        }
        return SecretScan.next(source, start, end) < end
                ? SecretNames.kindOf(source, start, end)
                : SecretNames.Kind.NONE;
    }

    private boolean looksLikeToken(int start, int end) {
        if (end - start < TOKEN_CHARACTERS || source[start] == '/' || isHidden(start, end)) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (source[i] <= ' ') {
                return false;
            }
        }
        return true;
    }

    private boolean isHidden(int start, int end) {
        return end - start == HIDDEN.length && java.util.Arrays.equals(source, start, end, HIDDEN, 0, HIDDEN.length);
    }

    private void redactText(int start, int end) {
        int i = SecretScan.next(source, start, end);
        while (i < end) {
            SecretText.Range range = SecretText.at(source, i, end);
            if (range == null) {
                range = SecretText.announcedAt(source, i, end);
            }
            if (range != null) {
                hide(range.start(), range.end(), HIDDEN);
            }
            i = SecretScan.next(source, range == null ? i + 1 : range.end(), end);
        }
    }

    private void hide(int start, int end, byte[] replacement) {
        ByteArrayOutputStream target = out;
        if (target == null) {
            target = new ByteArrayOutputStream(source.length);
            out = target;
        }
        target.write(source, copied, start - copied);
        target.write(replacement, 0, replacement.length);
        copied = end;
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < source.length && source[i] <= ' ' && source[i] >= 0) {
            i++;
        }
        return i;
    }

    /// The closing quote of the text that begins at `from`.
    private int endOfText(int from) {
        int i = from;
        while (i < source.length && source[i] != '"') {
            i += source[i] == '\\' ? 2 : 1;
        }
        return Math.min(i, source.length);
    }

    private int endOfNumber(int from) {
        int i = from;
        while (i < source.length && ("+-.eE".indexOf(source[i]) >= 0 || (source[i] >= '0' && source[i] <= '9'))) {
            i++;
        }
        return i;
    }

    private int endOfStructure(int from) {
        int depth = 0;
        for (int i = from; i < source.length; i++) {
            byte b = source[i];
            if (b == '"') {
                i = endOfText(i + 1);
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return source.length;
    }
}
