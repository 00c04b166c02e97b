package dev.agentbus.process;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import java.util.Collection;

/// Carries out an effect outside of the bus for one event at a time, e.g. calls a webhook. Events of
/// one key come in their order, one after the other; those of other keys at the same time, on other
/// threads. An event comes again after a failure, and may come again after a crash or a lost
/// membership.
public interface EventHandler {
    /// What a handler's destination says of itself.
    enum Health {
        UP,
        DOWN,
        /// It can't be asked; the worker judges by what fails.
        UNKNOWN
    }

    /// The contracts whose events it takes: the worker reads these topics.
    Collection<Contract> contracts();

    /// Returns when the effect is done.
    ///
    /// @throws RetryLater again, but not sooner than it says
    /// @throws dev.agentbus.events.PermanentFailure never again: a dead letter
    /// @throws Exception anything else: again, as often as the [RetryPolicy] allows
    void handle(DecodedEvent event, Handling handling) throws Exception;

    /// Asked after a failure, to tell an event that fails from a destination that is down: while that
    /// is down nothing counts against an event. Blocks for a short while at most.
    default Health health() {
        return Health.UNKNOWN;
    }
}
