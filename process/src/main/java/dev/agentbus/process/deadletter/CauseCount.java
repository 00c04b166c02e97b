package dev.agentbus.process.deadletter;

import java.time.Instant;
import java.util.Map;

/// Letters with one cause.
///
/// @param cause one of them, without its stack trace; its message stands for all
/// @param topic of the records; empty when letters do not say
/// @param byStatus how many letters are in each status; those in none of the letters are left out
public record CauseCount(
        Cause cause,
        String topic,
        String group,
        long letters,
        Map<LetterStatus, Long> byStatus,
        Instant first,
        Instant last) {
    public CauseCount {
        byStatus = Map.copyOf(byStatus);
    }
}
