package dev.agentbus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The newest thing an agent did. Immutable.
///
/// @param type action type, strategy or topic
/// @param name the action's name, the request, the reason; cut
record Doing(
        long timeMillis,
        @Nullable String type,
        @Nullable String name,
        @Nullable String correlationId) {
    void writeTo(JsonBytes out) {
        out.beginObject()
                .field("type", type)
                .field("name", name)
                .field("correlationId", correlationId)
                .field("at", Instant.ofEpochMilli(timeMillis).toString())
                .endObject();
    }
}
