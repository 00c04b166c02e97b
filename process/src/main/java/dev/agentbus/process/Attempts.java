package dev.agentbus.process;

import java.time.Instant;

/// How often a record was tried in vain.
///
/// @param count tries that failed, at least 1
/// @param first when the first one failed
/// @param last when the latest one failed
record Attempts(int count, Instant first, Instant last) {
    static Attempts one(Instant now) {
        return new Attempts(1, now, now);
    }

    Attempts again(Instant now) {
        return new Attempts(count + 1, first, now);
    }
}
