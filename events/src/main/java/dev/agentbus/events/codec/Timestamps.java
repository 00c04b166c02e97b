package dev.agentbus.events.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// Event times as producers write them: ISO-8601 with `Z`, an offset or none (then UTC), a blank for the `T`; or epoch
/// numbers.
public final class Timestamps {
    /// Epoch numbers below this are seconds, below its thousandfold millis, then micros. As seconds it is the year
    /// 5138.
    private static final double SECONDS_BELOW = 1e11;

    private Timestamps() {}

    public static Optional<Instant> parse(String text) {
        try {
            if (text.endsWith("Z") && text.indexOf('T') > 0) {
                return Optional.of(Instant.parse(text));
            }
            String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
            int clock = iso.indexOf('T');
            if (clock < 0) {
                return Optional.empty();
            }
            boolean hasOffset = iso.endsWith("Z") || iso.indexOf('+', clock) > 0 || iso.indexOf('-', clock) > 0;
            return Optional.of(
                    hasOffset
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _notATime) {
            return Optional.empty();
        }
    }

    public static Instant ofEpoch(double number) {
        if (Math.abs(number) < SECONDS_BELOW) {
            return Instant.ofEpochSecond((long) number, (long) ((number - (long) number) * 1e9));
        }
        if (Math.abs(number) < SECONDS_BELOW * 1e3) {
            return Instant.ofEpochMilli((long) number);
        }
        long micros = (long) number;
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
