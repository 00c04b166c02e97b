package dev.agentbus.ingest.http;

import dev.agentbus.events.Event;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Where accepted events go: the SDK's publisher, or a log in tests. Any thread; must not block.
@FunctionalInterface
public interface EventDoor {
    /// @return completes once the event is durable or refused; a failure means that nothing can
    ///     hold it now
    CompletionStage<Held> publish(Event event);

    /// What the publisher refuses at once, for want of room, is [Held.Busy].
    static EventDoor of(Publisher publisher) {
        return event -> {
            CompletableFuture<Receipt> receipt = publisher.publish(event).toCompletableFuture();
            if (receipt.isCompletedExceptionally() && receipt.exceptionNow() instanceof TransientFailure) {
                return CompletableFuture.completedFuture(new Held.Busy());
            }
            return receipt.thenApply(Held::of);
        };
    }
}
