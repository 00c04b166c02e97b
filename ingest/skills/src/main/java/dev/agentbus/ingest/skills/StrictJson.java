package dev.agentbus.ingest.skills;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// JSON that every reader after us can take: one value, UTF-8, bounded depth, no U+0000, whole
/// characters.
final class StrictJson {
    /// One level below what a decoder takes, because the value stands inside a payload.
    private static final int MAX_DEPTH = 190;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private StrictJson() {}

    static boolean isValue(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            int depth = 0;
            JsonToken token = parser.nextToken();
            while (token != null) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if ((token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING)
                        && !isWhole(parser.getString())) {
                    return false;
                }
                token = parser.nextToken();
                if (depth == 0) {
                    return token == null;
                }
            }
            return false;
        } catch (JacksonException _notJson) {
            return false;
        }
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
