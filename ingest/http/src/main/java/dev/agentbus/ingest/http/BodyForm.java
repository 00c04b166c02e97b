package dev.agentbus.ingest.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a request body is, by its media type.
enum BodyForm {
    /// One object, an array of objects, or several objects one after the other.
    JSON("application/json"),
    /// One object per line.
    LINES("application/x-ndjson", "application/ndjson", "application/jsonl"),
    /// One CloudEvent in structured mode.
    CLOUD_EVENT("application/cloudevents+json"),
    /// An array of CloudEvents in structured mode.
    CLOUD_EVENTS("application/cloudevents-batch+json"),
    /// The call of a skill.
    CALL("application/vnd.agentbus.call");

    private final String names;

    BodyForm(String... types) {
        this.names = String.join(" ", types);
    }

    private List<String> types() {
        return List.of(names.split(" ", -1));
    }

    /// All media types that are understood, for people.
    static String accepted() {
        return Stream.of(values()).flatMap(form -> form.types().stream()).collect(Collectors.joining(", "));
    }

    /// @param contentType the header's value; without one a body is taken for JSON
    static BodyForm of(Optional<String> contentType) {
        if (contentType.isEmpty() || contentType.get().isBlank()) {
            return JSON;
        }
        String type = contentType.get().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(form -> form.types().contains(type))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        415,
                        "unsupported media type",
                        "Cannot read body: its Content-Type must be one of %s, got: %s".formatted(accepted(), type)));
    }
}
