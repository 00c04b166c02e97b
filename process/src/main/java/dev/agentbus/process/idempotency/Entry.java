package dev.agentbus.process.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a store remembers of one key. States are records, transitions methods; the scripts of the
/// Redis store say the same in Lua.
sealed interface Entry {
    /// From then on it counts as never seen.
    Instant forgetAt();

    /// Claimed and not answered yet.
    ///
    /// @param until when the claim runs out
    /// @param abandoned claims before it that ran out
    record InProgress(long fence, PayloadHash payload, Instant until, Instant forgetAt, int abandoned)
            implements Entry {
        boolean holds(Instant now) {
            return until.isAfter(now);
        }

        boolean released() {
            return until.equals(Instant.EPOCH);
        }
    }

    /// Acted on.
    record Done(long fence, PayloadHash payload, Instant forgetAt) implements Entry {}

    /// @param outcome for the caller
    /// @param next what is to be remembered instead; empty when nothing changes
    record Claim(ClaimOutcome outcome, Optional<Entry> next) {}

    static Claim first(ClaimRequest request, long fence, Instant now, Expiries expiries) {
        return granted(request, fence, now, expiries, 0);
    }

    /// @param fence for the claim, if it is granted
    default Claim claim(ClaimRequest request, long fence, Instant now, Expiries expiries) {
        if (!forgetAt().isAfter(now)) {
            return first(request, fence, now, expiries);
        }
        return switch (this) {
            case Done done ->
                refused(
                        done.payload().equals(request.payload())
                                ? new ClaimOutcome.Done(request.key())
                                : new ClaimOutcome.Mismatched(request.key()));
            case InProgress held when !held.holds(now) -> granted(request, fence, now, expiries, held.abandoned() + 1);
            case InProgress held ->
                refused(
                        held.payload().equals(request.payload())
                                ? new ClaimOutcome.InProgress(request.key(), Duration.between(now, held.until()))
                                : new ClaimOutcome.Mismatched(request.key()));
        };
    }

    /// Empty when the ticket is too late.
    default Optional<Entry> complete(Ticket ticket, Instant now, Expiries expiries) {
        return switch (this) {
            case Done done when done.fence() == ticket.fence() && forgetAt().isAfter(now) -> Optional.of(done);
            case InProgress held
            when held.fence() == ticket.fence() && held.holds(now) ->
                Optional.of(new Done(held.fence(), held.payload(), now.plus(expiries.done())));
            case Done _, InProgress _ -> Optional.empty();
        };
    }

    /// What is left of it; empty when nothing is. That an earlier claim was abandoned is not
    /// forgotten: the next one will count it as this one did.
    default Optional<Entry> release(Ticket ticket) {
        return switch (this) {
            case InProgress held
            when held.fence() == ticket.fence() && !held.released() ->
                held.abandoned() == 0
                        ? Optional.empty()
                        : Optional.of(new InProgress(
                                held.fence(), held.payload(), Instant.EPOCH, held.forgetAt(), held.abandoned() - 1));
            case Done _, InProgress _ -> Optional.of(this);
        };
    }

    private static Claim granted(ClaimRequest request, long fence, Instant now, Expiries expiries, int abandoned) {
        Entry next = new InProgress(
                fence, request.payload(), now.plus(expiries.inProgress()), now.plus(expiries.done()), abandoned);
        Ticket ticket = new Ticket(request.key(), fence);
        return new Claim(new ClaimOutcome.Claimed(ticket, abandoned), Optional.of(next));
    }

    private static Claim refused(ClaimOutcome outcome) {
        return new Claim(outcome, Optional.empty());
    }
}
