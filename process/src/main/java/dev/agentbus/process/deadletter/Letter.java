package dev.agentbus.process.deadletter;

import dev.agentbus.log.Position;
import java.time.Instant;
import java.util.Optional;

/// A dead letter, whoever wrote it.
///
/// @param id the same for the same failure of the same record
/// @param position where the letter stands in its dead-letter topic
/// @param time when it was written
/// @param origin where the record came from; empty when the letter does not say
/// @param disposition how it came to be given up, where the letter says it
public record Letter(
        LetterId id,
        Family family,
        Position position,
        Instant time,
        Optional<Origin> origin,
        Handler handler,
        Cause cause,
        Optional<Disposition> disposition,
        Attempts attempts,
        Lineage lineage,
        Original original,
        TraceIds ids) {
    /// What any table takes; others' clocks may say anything.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    static Instant storable(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return EARLIEST;
        }
        return time.isAfter(LATEST) ? LATEST : time;
    }
}
