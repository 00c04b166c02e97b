package dev.agentbus.process.patterns;

import dev.agentbus.events.codec.DecodedEvent;
import java.time.Instant;
import java.util.UUID;

/// When an event happened and which it is: an order that is the same however the log is read.
record Moment(long micros, long idHigh, long idLow) implements Comparable<Moment> {
    /// Some 30,000 years, either way.
    private static final long MAX_SECONDS = 1_000_000_000_000L;

    static Moment of(DecodedEvent event) {
        Instant time = event.time();
        UUID id = event.id().asUuid();
        long seconds = Math.clamp(time.getEpochSecond(), -MAX_SECONDS, MAX_SECONDS);
        long micros = seconds * 1_000_000L + time.getNano() / 1_000;
        return new Moment(micros, id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    Instant time() {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    @Override
    public int compareTo(Moment other) {
        int byTime = Long.compare(micros, other.micros);
        if (byTime != 0) {
            return byTime;
        }
        int byHigh = Long.compare(idHigh, other.idHigh);
        return byHigh != 0 ? byHigh : Long.compare(idLow, other.idLow);
    }
}
