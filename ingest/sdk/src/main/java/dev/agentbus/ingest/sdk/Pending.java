package dev.agentbus.ingest.sdk;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Event;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// An event on its way, with the promise that was given for it.
///
/// @param receipt completed once, by the sender
record Pending(Event event, CompletableFuture<Receipt> receipt) {
    /// Headers and objects around a payload, roughly.
    private static final int OVERHEAD_BYTES = 300;

    Pending(Event event) {
        this(event, new CompletableFuture<>());
    }

    int bytes() {
        return event.payload().length + OVERHEAD_BYTES;
    }

    /// The record's own time is now, the event's time travels in the envelope: retention counts
    /// from the arrival, or events of long ago (an import) would be cleaned away as soon as they
    /// came.
    NewRecord toRecord(byte[] payload, String source) {
        String key = event.key();
        return new NewRecord(
                event.topic(),
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                payload,
                Envelope.headersOf(event, source),
                Instant.now());
    }

    void completeAt(Position position) {
        receipt.complete(new Receipt(event.id(), event.topic(), Optional.of(position)));
    }

    void completeSpooled() {
        receipt.complete(new Receipt(event.id(), event.topic(), Optional.empty()));
    }

    void fail(Throwable failure) {
        receipt.completeExceptionally(failure);
    }
}
