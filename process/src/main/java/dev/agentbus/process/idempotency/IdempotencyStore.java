package dev.agentbus.process.idempotency;

import java.util.List;

/// Remembers which events are being acted on and which are done. Safe for any thread; several
/// processes may share one.
///
/// A claim is granted to one caller only, however many ask at once. It is in progress until it is
/// completed, released, or runs out; who answers after it ran out changes nothing. Calls block for
/// a bounded time and throw [dev.agentbus.events.TransientFailure] when the store can't be asked;
/// then it is open whether the call had its effect.
public interface IdempotencyStore extends AutoCloseable {
    /// For meters and logs: `redis`.
    String name();

    /// One round trip, whatever the number.
    ///
    /// @return an outcome per request, in order: any but [ClaimOutcome.Unguarded]
    List<ClaimOutcome> claim(List<ClaimRequest> requests, Expiries expiries);

    /// Marks as done. Again for the same ticket changes nothing.
    ///
    /// @return those that came too late: their claim had run out. They acted, but are not marked
    List<Ticket> complete(List<Ticket> tickets, Expiries expiries);

    /// Gives claims back whose effect did not happen, so that the next attempt need not wait.
    void release(List<Ticket> tickets);

    /// @throws dev.agentbus.events.TransientFailure when the store can't be asked now
    void check();

    @Override
    void close();
}
