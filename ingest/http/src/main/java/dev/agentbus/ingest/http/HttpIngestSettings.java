package dev.agentbus.ingest.http;

import dev.agentbus.events.Misconfigured;
import java.time.Duration;

/// Bounds of HTTP ingest.
///
/// @param maxBodyBytes a request body as it comes over the wire
/// @param maxUnpackedBytes a gzip body once unpacked
/// @param maxEvents events per request
/// @param receiptTimeout how long a request waits until all its events are durable
/// @param retryAfter what a client is told to wait when the bus is busy
/// @param idempotencyMemoryBytes memory for the answers given under an `Idempotency-Key`; the
///     oldest go first
public record HttpIngestSettings(
        int maxBodyBytes,
        int maxUnpackedBytes,
        int maxEvents,
        Duration receiptTimeout,
        Duration retryAfter,
        int idempotencyMemoryBytes) {
    public static final HttpIngestSettings DEFAULT = new HttpIngestSettings(
            20 * 1024 * 1024,
            20 * 1024 * 1024,
            20_000,
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            16 * 1024 * 1024);

    public HttpIngestSettings {
        atLeastOne("max-body-bytes", maxBodyBytes);
        atLeastOne("max-unpacked-bytes", maxUnpackedBytes);
        atLeastOne("max-events", maxEvents);
        if (receiptTimeout.isNegative() || receiptTimeout.isZero()) {
            throw new Misconfigured("ingest.http.receipt-timeout must be longer than zero, got: " + receiptTimeout);
        }
        if (retryAfter.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new Misconfigured("ingest.http.retry-after must be at least PT1S, got: " + retryAfter);
        }
        if (idempotencyMemoryBytes < 0) {
            throw new Misconfigured(
                    "ingest.http.idempotency-memory-bytes must not be negative, got: " + idempotencyMemoryBytes);
        }
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new Misconfigured("ingest.http.%s must be at least 1, got: %d".formatted(key, value));
        }
    }
}
