package dev.agentbus.process.idempotency;

import dev.agentbus.events.PermanentFailure;
import java.time.Duration;

/// What a store says to one request.
public sealed interface ClaimOutcome {
    ClaimKey key();

    /// The caller acts, then completes or releases.
    ///
    /// @param abandoned claims before this one that ran out without an answer: each may have acted
    record Claimed(Ticket ticket, int abandoned) implements ClaimOutcome {
        @Override
        public ClaimKey key() {
            return ticket.key();
        }
    }

    /// It was done before: nothing is to do.
    record Done(ClaimKey key) implements ClaimOutcome {}

    /// Somebody else is at it.
    ///
    /// @param left until the claim runs out, at most
    record InProgress(ClaimKey key, Duration left) implements ClaimOutcome {}

    /// The same id came before with another content: one of the two would be lost silently.
    record Mismatched(ClaimKey key) implements ClaimOutcome {
        public PermanentFailure failure() {
            return new PermanentFailure(
                    "Cannot act on event: its id was used before with another content, got: " + key);
        }
    }

    /// The store can't be asked, and the handler wants to go on regardless. Nothing is to be
    /// completed.
    record Unguarded(ClaimKey key) implements ClaimOutcome {}
}
