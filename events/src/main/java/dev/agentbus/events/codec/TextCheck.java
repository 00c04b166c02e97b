package dev.agentbus.events.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// What a JSON parser lets through and a database does not: broken UTF-8 in skipped parts, U+0000,
/// half surrogate pairs.
final class TextCheck {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private TextCheck() {}

    static void check(byte[] json) {
        for (int i = 0; i < Math.min(4, json.length); i++) {
            if (json[i] == 0) {
                // A parser would take it for UTF-16 or UTF-32, and its offsets would be none of these bytes.
                throw new Undecodable("$", "utf-8", "Cannot decode event: it must be UTF-8, got: a zero byte");
            }
        }
        if (!isAscii(json)) {
            checkUtf8(json);
        }
        checkEscapes(json);
    }

    private static boolean isAscii(byte[] bytes) {
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            if (((long) LONGS.get(bytes, i) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; i < bytes.length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static void checkUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new Undecodable("$", "utf-8", "Cannot decode event: it must be UTF-8, got: " + e.getMessage(), e);
        }
    }

    private static void checkEscapes(byte[] bytes) {
        boolean highSurrogate = false;
        for (int i = 0; i < bytes.length; i++) {
            int unit = -1;
            if (bytes[i] == '\\') {
                if (i + 5 < bytes.length && bytes[i + 1] == 'u') {
                    unit = hex4(bytes, i + 2);
                    i += 5;
                } else {
                    i++;
                }
                if (unit == 0) {
                    throw new Undecodable("$", "nul", "Cannot decode event: text must not hold U+0000, got: \\u0000");
                }
            } else if (!highSurrogate) {
                continue;
            }
            boolean low = unit >= 0xDC00 && unit <= 0xDFFF;
            if (low != highSurrogate) {
                throw new Undecodable(
                        "$",
                        "surrogate",
                        "Cannot decode event: text must hold whole characters, got: half a surrogate pair");
            }
            highSurrogate = unit >= 0xD800 && unit <= 0xDBFF;
        }
    }

    /// -1 when there are not four hex digits; the parser says so in better words.
    private static int hex4(byte[] bytes, int from) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
