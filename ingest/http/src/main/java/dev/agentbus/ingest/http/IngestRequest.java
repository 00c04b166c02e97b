package dev.agentbus.ingest.http;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Header;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A request to publish, as far as it is independent of the server.
///
/// @param cloudEvent the `ce-` headers without their prefix; empty when the body is no binary
///     CloudEvent
/// @param idempotencyKey names the request, so that a repeat stores nothing
/// @param traceparent W3C trace context, passed on as a record header
record IngestRequest(
        String topic,
        BodyForm form,
        byte[] body,
        Map<String, String> cloudEvent,
        Optional<String> idempotencyKey,
        Optional<String> traceparent) {
    private static final int MAX_KEY_CHARACTERS = 255;
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    IngestRequest {
        cloudEvent = Map.copyOf(cloudEvent);
        traceparent = traceparent.filter(
                value -> value.length() <= 512 && TRACEPARENT.matcher(value).matches());
        idempotencyKey.ifPresent(IngestRequest::checkKey);
    }

    List<Header> traceHeaders() {
        return traceparent
                .map(value -> List.of(Header.of(Envelope.TRACEPARENT, value)))
                .orElse(List.of());
    }

    private static void checkKey(String key) {
        if (key.isBlank() || key.length() > MAX_KEY_CHARACTERS) {
            throw new Refusal(
                    400,
                    "bad idempotency key",
                    "Cannot publish: an Idempotency-Key must have 1 to %d characters, got: %d"
                            .formatted(MAX_KEY_CHARACTERS, key.length()));
        }
    }
}
