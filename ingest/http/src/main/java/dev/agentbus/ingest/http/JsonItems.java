package dev.agentbus.ingest.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Cuts a body into its events without reading them: their bytes stay as they came. What is wrong
/// inside an event is found when that event is read; [#malformed] then says where.
final class JsonItems {
    /// Far beyond what an event may nest, so that this never speaks before the contract does.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(10_000).build())
            .build();

    private final byte[] body;
    private final int maxItems;
    private final List<byte[]> items = new ArrayList<>();
    private int at;

    private JsonItems(byte[] body, int maxItems) {
        this.body = body;
        this.maxItems = maxItems;
    }

    /// The elements of an array, or the values that follow one another.
    ///
    /// @throws Refusal 400 when the body as a whole is no JSON, 413 when there are more than
    ///     `maxItems`
    static List<byte[]> of(byte[] body, int maxItems) {
        JsonItems items = new JsonItems(body, maxItems);
        items.at = startOf(body);
        items.skipBlanks();
        boolean whole = items.isAt('[') ? items.readArray() : items.readValues();
        if (!whole) {
            throw malformed(body);
        }
        return items.items;
    }

    /// The lines that hold anything.
    static List<byte[]> lines(byte[] body, int maxItems) {
        JsonItems items = new JsonItems(body, maxItems);
        int start = startOf(body);
        for (int i = start; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                items.addLine(start, i);
                start = i + 1;
            }
        }
        return items.items;
    }

    /// What is wrong with the JSON, and where.
    static Refusal malformed(byte[] body) {
        Optional<JacksonException> fault = firstFault(body);
        String reason = fault.map(JacksonException::getOriginalMessage)
                .orElse("more after its end, or bytes that are no UTF-8,");
        TokenStreamLocation place = fault.map(JacksonException::getLocation).orElse(TokenStreamLocation.NA);
        String shown = reason.length() <= 200 ? reason : reason.substring(0, 200) + "…";
        return new Refusal(
                400,
                "malformed JSON",
                "Cannot read body: it must be JSON, got: %s at line %d, column %d"
                        .formatted(shown, place.getLineNr(), place.getColumnNr()),
                Map.of("line", place.getLineNr(), "column", place.getColumnNr(), "offset", place.getByteOffset()),
                Map.of());
    }

    private static Optional<JacksonException> firstFault(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()) {
                    parser.getString();
                }
            }
            return Optional.empty();
        } catch (JacksonException e) {
            return Optional.of(e);
        }
    }

    /// Behind the byte order mark, if there is one.
    private static int startOf(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF ? 3 : 0;
    }

    private boolean readArray() {
        at++;
        skipBlanks();
        boolean more = !isAt(']');
        while (more) {
            if (!readValue()) {
                return false;
            }
            skipBlanks();
            more = isAt(',');
            if (more) {
                at++;
                skipBlanks();
            }
        }
        if (!isAt(']')) {
            return false;
        }
        at++;
        skipBlanks();
        return at == body.length;
    }

    private boolean readValues() {
        while (at < body.length) {
            if (!readValue()) {
                return false;
            }
            skipBlanks();
        }
        return !items.isEmpty();
    }

    private boolean readValue() {
        int start = at;
        int depth = 0;
        while (at < body.length) {
            byte b = body[at];
            if (b == '"') {
                if (!skipString()) {
                    return false;
                }
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
            if (depth < 0 || (depth == 0 && (b == ',' || isBlank(b)))) {
                break;
            }
            at++;
            if (depth == 0 && (b == '}' || b == ']')) {
                break;
            }
        }
        return depth <= 0 && at > start && add(start, at);
    }

    /// From the opening quote to the closing one.
    private boolean skipString() {
        at++;
        while (at < body.length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        return at < body.length;
    }

    private void addLine(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(body[start])) {
            start++;
        }
        while (end > start && isBlank(body[end - 1])) {
            end--;
        }
        if (start < end) {
            add(start, end);
        }
    }

    private boolean add(int start, int end) {
        if (items.size() == maxItems) {
            throw new Refusal(
                    413,
                    "too many events",
                    "Cannot read body: it must hold at most %d events, got: more".formatted(maxItems));
        }
        return items.add(start == 0 && end == body.length ? body : Arrays.copyOfRange(body, start, end));
    }

    private void skipBlanks() {
        while (at < body.length && isBlank(body[at])) {
            at++;
        }
    }

    private boolean isAt(char wanted) {
        return at < body.length && body[at] == wanted;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
