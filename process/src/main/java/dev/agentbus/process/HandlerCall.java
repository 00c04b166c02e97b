package dev.agentbus.process;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands one event to the handler, marked for the case that the process dies of it, and tells what
/// came of it. Safe for any thread.
final class HandlerCall {
    private static final Logger log = LoggerFactory.getLogger(HandlerCall.class);

    private final EventHandler handler;
    private final WorkerParts parts;

    HandlerCall(EventHandler handler, WorkerParts parts) {
        this.handler = handler;
        this.parts = parts;
    }

    Dispatcher.Outcome make(Dispatcher.Task task) {
        int mark = parts.guard().take(List.of(task.entry().record()));
        long begun = parts.time().now();
        try {
            handler.handle(task.entry().event(), Handling.of(task.entry().record(), task.attempt()));
            parts.counters().took(parts.time().now() - begun);
            return new Dispatcher.Outcome.Done();
        } catch (Exception e) {
            return new Dispatcher.Outcome.Failed(e, health());
        } catch (StackOverflowError | LinkageError | AssertionError e) {
            Exception failure = new IllegalStateException("Cannot handle event: the handler broke, got: " + e, e);
            return new Dispatcher.Outcome.Failed(failure, health());
        } finally {
            parts.guard().release(mark);
        }
    }

    private EventHandler.Health health() {
        try {
            return handler.health();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("group", parts.settings().group())
                    .setCause(e)
                    .log("Health could not be asked");
            return EventHandler.Health.UNKNOWN;
        }
    }
}
