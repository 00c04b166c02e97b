package dev.agentbus.process.idempotency;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// How long a store remembers.
///
/// @param inProgress how long a claim holds without an answer. Longer than the effect can take with
///     all its own time limits, else a second worker acts while the first still does; short, as a
///     worker that crashed blocks the event for as long
/// @param done how long a done event is known as such: longer than anything can bring it back
///     (retries, redrives, replays)
public record Expiries(Duration inProgress, Duration done) {
    public static final Expiries DEFAULT = new Expiries(Duration.ofMinutes(1), Duration.ofHours(24));

    public Expiries {
        if (inProgress.toMillis() < 1) {
            throw new Misconfigured("idempotency.in-progress must be at least 1 ms, got: " + inProgress);
        }
        if (done.compareTo(inProgress) < 0) {
            throw new Misconfigured("idempotency.done must be at least idempotency.in-progress (%s), got: %s"
                    .formatted(inProgress, done));
        }
    }
}
