package dev.agentbus.ingest.http;

import java.util.Map;

/// Ends a request that is refused as a whole; becomes the answer's body.
///
/// @see Answer#of(Refusal)
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final transient Map<String, Object> fields;
    private final transient Map<String, String> headers;

    /// @param error a short stable name
    /// @param message the sentence for people
    Refusal(int status, String error, String message) {
        this(status, error, message, Map.of(), Map.of());
    }

    /// @param fields what the body carries besides: numbers, strings, lists of strings
    Refusal(int status, String error, String message, Map<String, Object> fields, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.error = error;
        this.fields = Map.copyOf(fields);
        this.headers = Map.copyOf(headers);
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    Map<String, Object> fields() {
        return fields;
    }

    Map<String, String> headers() {
        return headers;
    }
}
