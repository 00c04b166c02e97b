package dev.agentbus.ingest.importer;

import dev.agentbus.events.PermanentFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The file format of SWE-agent, read as a stream: one object with `trajectory` (the steps),
/// `history` (the messages), `info` and `environment`, in any order. Holds one step or message at a
/// time.
final class Trajectory {
    /// What the file holds, in its order.
    interface Listener {
        default void step(JsonNode step) {}

        default void message(JsonNode message) {}

        default void info(JsonNode info) {}

        default void environment(String name) {}
    }

    /// A longer text is no observation of a tool but a mistake, and would have to fit in memory.
    private static final int MAX_TEXT_CHARACTERS = 16_000_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_TEXT_CHARACTERS)
                            .maxNestingDepth(200)
                            .build())
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build())
            .build();

    private Trajectory() {}

    /// Reads the file to its end.
    ///
    /// @return an id made of its bytes
    static UUID read(Path file, Listener listener) {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            readObject(file, in, listener);
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return UUID.nameUUIDFromBytes(in.getMessageDigest().digest());
        } catch (JacksonException e) {
            throw new PermanentFailure(
                    "Cannot import %s: it must be a JSON file, got: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new PermanentFailure("Cannot import %s: it must be a readable file, got: %s".formatted(file, e), e);
        }
    }

    private static void readObject(Path file, InputStream in, Listener listener) {
        try (JsonParser parser = JSON.createParser(in)) {
            boolean known = false;
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                String name = parser.nextName();
                while (name != null) {
                    parser.nextToken();
                    known |= readPart(parser, name, listener);
                    name = parser.nextName();
                }
            }
            if (!known) {
                throw new PermanentFailure(
                        "Cannot import %s: it must be an object with trajectory or history, got: something else"
                                .formatted(file));
            }
        }
    }

    private static boolean readPart(JsonParser parser, String name, Listener listener) {
        boolean list = parser.currentToken() == JsonToken.START_ARRAY;
        switch (name) {
            case "trajectory", "history" -> {
                if (!list) {
                    parser.skipChildren();
                    return false;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    JsonNode item = node(parser);
                    if (name.equals("trajectory")) {
                        listener.step(item);
                    } else {
                        listener.message(item);
                    }
                }
                return true;
            }
            case "info" -> listener.info(node(parser));
            case "environment" -> listener.environment(node(parser).asString(""));
            default -> parser.skipChildren();
        }
        return false;
    }

    private static JsonNode node(JsonParser parser) {
        JsonNode node = parser.readValueAsTree();
        return node == null ? JSON.nullNode() : node;
    }

    /// A step of `trajectory`.
    static Step step(JsonNode node) {
        String thought = text(node.path("thought"));
        return new Step(
                thought.isBlank() ? text(node.path("response")) : thought,
                text(node.path("action")),
                text(node.path("observation")),
                node.path("execution_time").isNumber()
                        ? Optional.of(Math.round(node.path("execution_time").doubleValue() * 1_000))
                        : Optional.empty(),
                state(node.path("state")));
    }

    /// Text, or the texts of a list of content parts.
    static String text(@Nullable JsonNode node) {
        if (node == null || node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (node.isArray()) {
            StringBuilder all = new StringBuilder();
            node.forEach(part -> all.append(text(part.path("text"))));
            return all.toString();
        }
        return node.asString("");
    }

    /// The state is an object in newer files, the text of one in older.
    private static Step.State state(JsonNode node) {
        JsonNode state = node;
        if (node.isString()) {
            try {
                state = JSON.readTree(node.stringValue());
            } catch (JacksonException _) {
                return Step.State.UNKNOWN;
            }
        }
        return new Step.State(known(state.path("working_dir")), known(state.path("open_file")));
    }

    private static String known(JsonNode node) {
        String text = text(node);
        return text.equals("n/a") ? "" : text;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
