package dev.agentbus.ingest.http;

import dev.agentbus.ingest.sdk.Receipt;
import dev.agentbus.log.Position;

/// What became of an event that was handed on.
public sealed interface Held {
    /// In the log.
    record Stored(Position position) implements Held {}

    /// In the durable spool; it goes to the log as soon as that can be reached.
    record Spooled() implements Held {}

    static Held of(Receipt receipt) {
        return receipt.position().<Held>map(Stored::new).orElseGet(Spooled::new);
    }

    /// Nowhere, because too much waits already; the client may come again.
    record Busy() implements Held {}
}
