package dev.agentbus.process.deadletter;

import dev.agentbus.events.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Headers asked by name; a name may stand several times. What others wrote is hostile until read:
/// texts are bounded and hold no U+0000, which no database takes; numbers are numbers or not there.
record HeaderView(List<Header> headers) {
    private static final int MAX_NAME_CHARACTERS = 255;
    private static final int MAX_DIGITS = 19;

    boolean has(String name) {
        return headers.stream().anyMatch(header -> header.name().equals(name));
    }

    byte @Nullable [] firstBytes(String name) {
        for (Header header : headers) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
    }

    byte @Nullable [] lastBytes(String name) {
        for (Header header : headers.reversed()) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
    }

    String firstText(String name) {
        return text(firstBytes(name), MAX_NAME_CHARACTERS);
    }

    String lastText(String name) {
        return text(lastBytes(name), MAX_NAME_CHARACTERS);
    }

    String lastText(String name, int maxCharacters) {
        return text(lastBytes(name), maxCharacters);
    }

    Optional<String> findText(String name, int maxCharacters) {
        return Optional.of(text(firstBytes(name), maxCharacters)).filter(text -> !text.isBlank());
    }

    /// A number in decimal digits.
    OptionalLong firstNumber(String name) {
        return decimal(firstBytes(name));
    }

    OptionalLong lastNumber(String name) {
        return decimal(lastBytes(name));
    }

    /// A number as four or eight bytes, the highest first; in decimal digits, too.
    OptionalLong lastBinary(String name) {
        byte[] bytes = lastBytes(name);
        OptionalLong decimal = decimal(bytes);
        if (bytes == null || decimal.isPresent()) {
            return decimal;
        }
        return switch (bytes.length) {
            case Integer.BYTES -> OptionalLong.of(ByteBuffer.wrap(bytes).getInt());
            case Long.BYTES -> OptionalLong.of(ByteBuffer.wrap(bytes).getLong());
            default -> OptionalLong.empty();
        };
    }

    static String text(byte @Nullable [] bytes, int maxCharacters) {
        if (bytes == null) {
            return "";
        }
        // A character takes four bytes at most; what is cut off here was beyond the bound anyway.
        int length = (int) Math.min(bytes.length, 4L * maxCharacters + 4);
        return bounded(new String(bytes, 0, length, StandardCharsets.UTF_8), maxCharacters);
    }

    static String bounded(String text, int maxCharacters) {
        String whole = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        if (whole.length() <= maxCharacters) {
            return whole;
        }
        boolean splits = Character.isHighSurrogate(whole.charAt(maxCharacters - 1));
        return whole.substring(0, splits ? maxCharacters - 1 : maxCharacters);
    }

    private static OptionalLong decimal(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0 || bytes.length > MAX_DIGITS + 1) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(new String(bytes, StandardCharsets.US_ASCII)));
        } catch (NumberFormatException _notDecimal) {
            return OptionalLong.empty();
        }
    }
}
