package dev.agentbus.events.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/// Event times as producers write them: ISO-8601 with `Z`, an offset or none (then UTC), a blank
/// for the `T`; or epoch numbers. Years 1 to 9999: beyond them a database stores something else, or
/// nothing.
public final class Timestamps {
    /// Epoch numbers below this are seconds, below its thousandfold millis, then micros, then
    /// nanos. As seconds it is the year 5138.
    private static final double SECONDS_BELOW = 1e11;

    private static final long MIN_SECOND = -62_135_596_800L;
    private static final long MAX_SECOND = 253_402_300_799L;
    private static final int SECONDS_PER_DAY = 86_400;

    private Timestamps() {}

    public static Optional<Instant> parse(String text) {
        try {
            return new Iso(text).instant();
        } catch (DateTimeException | IndexOutOfBoundsException _notATime) {
            return Optional.empty();
        }
    }

    public static Optional<Instant> ofEpoch(double number) {
        double size = Math.abs(number);
        if (!Double.isFinite(number) || size >= SECONDS_BELOW * 1e9) {
            return Optional.empty();
        }
        double perSecond =
                size < SECONDS_BELOW ? 1 : size < SECONDS_BELOW * 1e3 ? 1e3 : size < SECONDS_BELOW * 1e6 ? 1e6 : 1e9;
        double second = Math.floor(number / perSecond);
        long nanos = Math.round((number - second * perSecond) * (1e9 / perSecond));
        return bounded((long) second, perSecond == 1 ? nanos / 1_000 * 1_000 : nanos);
    }

    private static Optional<Instant> bounded(long second, long nanos) {
        return second < MIN_SECOND || second > MAX_SECOND
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(second, nanos));
    }

    /// A reader of one text; a character out of place is an exception.
    private static final class Iso {
        private final String text;
        private int at;

        Iso(String text) {
            this.text = text;
        }

        Optional<Instant> instant() {
            int year = digits(4);
            skip('-', '-');
            int month = digits(2);
            skip('-', '-');
            long day = LocalDate.of(year, month, digits(2)).toEpochDay();
            if (text.charAt(at) != ' ') {
                skip('T', 't');
            } else {
                at++;
            }
            int hour = bounded(digits(2), 23);
            skip(':', ':');
            int minute = bounded(digits(2), 59);
            int second = 0;
            long nanos = 0;
            if (at < text.length() && text.charAt(at) == ':') {
                at++;
                second = Math.min(bounded(digits(2), 60), 59);
                nanos = fraction();
            }
            long local = day * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second;
            return Timestamps.bounded(local - offset(), nanos);
        }

        private long fraction() {
            if (at >= text.length() || (text.charAt(at) != '.' && text.charAt(at) != ',')) {
                return 0;
            }
            at++;
            int first = at;
            long nanos = 0;
            for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                if (at - first < 9) {
                    nanos = nanos * 10 + text.charAt(at) - '0';
                }
            }
            if (at == first) {
                throw new DateTimeException(text);
            }
            for (int i = at - first; i < 9; i++) {
                nanos *= 10;
            }
            return nanos;
        }

        private int offset() {
            if (at == text.length()) {
                return 0;
            }
            char sign = text.charAt(at++);
            int seconds = 0;
            if (sign == '+' || sign == '-') {
                seconds = bounded(digits(2), 18) * 3_600;
                if (at < text.length()) {
                    at += text.charAt(at) == ':' ? 1 : 0;
                    seconds += bounded(digits(2), 59) * 60;
                }
            } else if (sign != 'Z' && sign != 'z') {
                throw new DateTimeException(text);
            }
            if (at != text.length()) {
                throw new DateTimeException(text);
            }
            return sign == '-' ? -seconds : seconds;
        }

        private int digits(int count) {
            int value = 0;
            for (int i = 0; i < count; i++) {
                char c = text.charAt(at++);
                if (!isDigit(c)) {
                    throw new DateTimeException(text);
                }
                value = value * 10 + c - '0';
            }
            return value;
        }

        private int bounded(int value, int most) {
            if (value > most) {
                throw new DateTimeException(text);
            }
            return value;
        }

        private void skip(char one, char other) {
            char c = text.charAt(at++);
            if (c != one && c != other) {
                throw new DateTimeException(text);
            }
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
