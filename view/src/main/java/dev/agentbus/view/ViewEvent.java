package dev.agentbus.view;

import org.jspecify.annotations.Nullable;

/// An event as the view keeps it: encoded once, with beside it only what it is counted, found and
/// filtered by.
///
/// @param timeMillis event time
/// @param topic interned
/// @param agent who acted, was chosen or handed over; null when the event names nobody
/// @param target to whom a transformation handed over
/// @param label the action's type and the decision's strategy; null for other kinds
/// @param correlationId null when the event has none
/// @param durationMillis negative when unknown
/// @param number confidence of decisions and transformations; NaN when unknown
/// @param outcome how it went
/// @param json the event as clients see it, one line, beginning with `{"id":`
/// @param idEnd where the id's JSON text ends in `json`
record ViewEvent(
        Kind kind,
        long timeMillis,
        String topic,
        @Nullable String agent,
        @Nullable String target,
        @Nullable String label,
        @Nullable String correlationId,
        long durationMillis,
        double number,
        Outcome outcome,
        byte[] json,
        int idEnd) {
    private static final int ID_START = "{\"id\":".length();
    /// This record, its arrays' headers and its place in an index, as measured on a 64-bit JVM with
    /// compressed pointers.
    private static final int OVERHEAD_BYTES = 120;

    /// How an event says it went.
    enum Outcome {
        SUCCESS,
        FAILURE,
        UNSAID
    }

    int sizeBytes() {
        return json.length + OVERHEAD_BYTES;
    }

    /// Cache misses of the router are no failures.
    boolean failed() {
        return kind != Kind.PERFORMANCE && outcome == Outcome.FAILURE;
    }

    void writeIdTo(JsonBytes out) {
        out.raw(json, ID_START, idEnd - ID_START);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
