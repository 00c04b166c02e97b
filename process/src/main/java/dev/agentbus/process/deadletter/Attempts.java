package dev.agentbus.process.deadletter;

import java.time.Instant;

/// How often a record was tried, and when.
///
/// @param count 0 when a letter does not say
/// @param first when it failed first
/// @param last when it failed last
public record Attempts(int count, Instant first, Instant last) {
    /// The first failure.
    public static Attempts one(Instant now) {
        return new Attempts(1, now, now);
    }

    /// After another failure.
    public Attempts again(Instant now) {
        return new Attempts(count + 1, first, now);
    }

    static Attempts unsaid(Instant time) {
        return new Attempts(0, time, time);
    }
}
