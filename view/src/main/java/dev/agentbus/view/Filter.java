package dev.agentbus.view;

import org.jspecify.annotations.Nullable;

/// Which events a client wants; null means any. Only event frames are filtered.
///
/// @param agent who acts, is chosen, hands over or is handed to
/// @param actionType lets through only actions, of this type
/// @param topic the topic in the log
record Filter(
        @Nullable String agent,
        @Nullable String actionType,
        @Nullable String correlationId,
        @Nullable String topic) {
    static final Filter NONE = new Filter(null, null, null, null);

    boolean admits(ViewEvent event) {
        if (agent != null && !agent.equals(event.agent()) && !agent.equals(event.target())) {
            return false;
        }
        if (actionType != null && (event.kind() != Kind.ACTION || !actionType.equals(event.label()))) {
            return false;
        }
        if (topic != null && !topic.equals(event.topic())) {
            return false;
        }
        return correlationId == null || correlationId.equals(event.correlationId());
    }

    void writeTo(JsonBytes out) {
        out.beginObject();
        writeIfSet(out, "agent", agent);
        writeIfSet(out, "actionType", actionType);
        writeIfSet(out, "correlationId", correlationId);
        writeIfSet(out, "topic", topic);
        out.endObject();
    }

    private static void writeIfSet(JsonBytes out, String name, @Nullable String value) {
        if (value != null) {
            out.field(name, value);
        }
    }
}
