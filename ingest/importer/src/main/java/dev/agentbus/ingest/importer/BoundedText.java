package dev.agentbus.ingest.importer;

import java.nio.charset.StandardCharsets;

/// A text as an event may carry it: at most so many bytes of UTF-8, its beginning and its end,
/// whole characters only. Everything else stays, terminal sequences and line ends included.
///
/// @param bytes how many bytes the whole text had
/// @param cut whether something was left out
record BoundedText(String text, int bytes, boolean cut) {
    static BoundedText of(String text, int maxBytes) {
        String clean = storable(text);
        byte[] bytes = clean.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxBytes) {
            return new BoundedText(clean, bytes.length, false);
        }
        String note = "\n… %d bytes left out …\n".formatted(bytes.length - maxBytes);
        int headEnd = characterStart(bytes, maxBytes * 3 / 4);
        int tailStart = characterStart(bytes, bytes.length - maxBytes / 4);
        String head = new String(bytes, 0, headEnd, StandardCharsets.UTF_8);
        String tail = new String(bytes, tailStart, bytes.length - tailStart, StandardCharsets.UTF_8);
        return new BoundedText(head + note + tail, bytes.length, true);
    }

    private static int characterStart(byte[] bytes, int at) {
        int i = at;
        while (i > 0 && i < bytes.length && (bytes[i] & 0xC0) == 0x80) {
            i--;
        }
        return i;
    }

    /// Without what no database takes as text: U+0000 and half surrogate pairs.
    private static String storable(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean whole = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            boolean storable = c != 0 && (whole || !Character.isSurrogate(c));
            if (!storable && clean == null) {
                clean = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (clean != null) {
                clean.append(storable ? c : '\uFFFD');
                if (whole) {
                    clean.append(text.charAt(i + 1));
                }
            }
            i += whole ? 1 : 0;
        }
        return clean == null ? text : clean.toString();
    }
}
