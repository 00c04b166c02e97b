package dev.agentbus.cli;

import java.util.regex.Pattern;

/// Text of agents, made safe for a terminal: one line, without the sequences by which a terminal
/// can be told to do things, and without the characters that turn the direction of writing around.
final class Printable {
    private static final Pattern SEQUENCE = Pattern.compile(
            "\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[PX^_][^\u001b]*(?:\u001b\\\\)?|[ -/]*[0-~])?");

    private Printable() {}

    static String of(String text) {
        String plain =
                text.indexOf('\u001b') < 0 ? text : SEQUENCE.matcher(text).replaceAll("");
        StringBuilder line = new StringBuilder(plain.length());
        plain.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t') {
                line.append(' ');
            } else if (!Character.isISOControl(c) && !turnsAround(c)) {
                line.appendCodePoint(c);
            }
        });
        return line.toString().strip();
    }

    /// At most `max` characters, with a sign where something was left out.
    static String of(String text, int max) {
        String line = of(text.length() > max * 8 ? text.substring(0, max * 8) : text);
        if (line.codePointCount(0, line.length()) <= max) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, max - 1)) + "…";
    }

    private static boolean turnsAround(int c) {
        return (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200E
                || c == 0x200F
                || c == 0x2028
                || c == 0x2029;
    }
}
