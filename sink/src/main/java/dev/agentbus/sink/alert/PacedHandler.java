package dev.agentbus.sink.alert;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.process.EventHandler;
import dev.agentbus.process.Handling;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;

/// Keeps a handler to a pace. Waits on the spot: an event that has to wait is no failure, and those
/// behind it wait too.
record PacedHandler(EventHandler handler, BiPredicate<DecodedEvent, Handling> acts, Pace pace) implements EventHandler {
    @Override
    public Collection<Contract> contracts() {
        return handler.contracts();
    }

    @Override
    public void handle(DecodedEvent event, Handling handling) throws Exception {
        if (acts.test(event, handling)) {
            await(event);
        }
        handler.handle(event, handling);
    }

    private void await(DecodedEvent event) {
        for (Duration wait = pace.take(); !wait.isZero(); wait = pace.take()) {
            LockSupport.parkNanos(wait.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new TransientFailure("Cannot act: stopped while waiting for its turn, got: " + event.id());
            }
        }
    }

    @Override
    public Health health() {
        return handler.health();
    }
}
