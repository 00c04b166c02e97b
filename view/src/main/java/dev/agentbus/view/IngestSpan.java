package dev.agentbus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When the events behind an update came into the log: the first and the last of them.
///
/// @param from null when there are none
/// @param to null when there are none
record IngestSpan(@Nullable Instant from, @Nullable Instant to) {
    static final IngestSpan NONE = new IngestSpan(null, null);

    IngestSpan and(Instant time) {
        return new IngestSpan(
                from == null || time.isBefore(from) ? time : from, to == null || time.isAfter(to) ? time : to);
    }

    /// As the field `ingested`, where there is anything to tell.
    void writeTo(JsonBytes out) {
        if (from != null && to != null) {
            out.name("ingested")
                    .beginObject()
                    .field("from", from.toString())
                    .field("to", to.toString())
                    .endObject();
        }
    }
}
