package dev.agentbus.view;

import dev.agentbus.events.codec.JsonSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What an action was about, e.g. the file that was read: tools say so in the action's details.
final class Subject {
    /// What tools call it, the most telling first.
    private static final List<String> NAMES = List.of(
            "file_path",
            "filePath",
            "path",
            "notebook_path",
            "command",
            "pattern",
            "query",
            "url",
            "description",
            "prompt",
            "error_message",
            "error",
            "message",
            "summary");

    private static final JsonFactory JSON = new JsonFactory();

    private Subject() {}

    /// Null when the details, an object, do not say.
    static @Nullable String of(JsonSlice details) {
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), details.source(), details.start(), details.length())) {
            return parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : null;
        } catch (JacksonException _notReadable) {
            return null;
        }
    }

    private static @Nullable String read(JsonParser parser) {
        int best = NAMES.size();
        String found = null;
        while (best > 0 && parser.nextToken() == JsonToken.PROPERTY_NAME) {
            int rank = NAMES.indexOf(parser.currentName());
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING
                    && rank >= 0
                    && rank < best
                    && !parser.getString().isEmpty()) {
                best = rank;
                found = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }
}
