package dev.agentbus.ingest.sdk;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.log.sqlite.SqliteSpool;
import java.nio.file.Path;
import java.time.Duration;

/// How a publisher works.
///
/// @param source who publishes: the `ce_source` of every event
/// @param spoolFolder where events wait on disk; publishers of several processes may share it
/// @param ringCapacity events in memory at most; a power of two
/// @param ringBytes payload bytes in memory at most
/// @param stallLimit how long an acknowledgement may take before the spool takes over; it must stay
///     below the log's own delivery time (10 s), or order is lost
/// @param spoolBytes disk space of one process's spool at most
public record PublisherSettings(
        String source, Path spoolFolder, int ringCapacity, long ringBytes, Duration stallLimit, long spoolBytes) {
    public static final String DEFAULT_SOURCE = "agentbus-sdk";
    /// 3.2 s of 20,000 events/s: the stall limit, and time to turn to the spool on a busy machine.
    public static final int DEFAULT_RING_CAPACITY = 65_536;

    public static final long DEFAULT_RING_BYTES = 64L << 20;
    public static final Duration DEFAULT_STALL_LIMIT = Duration.ofSeconds(2);
    public static final Duration MAX_STALL_LIMIT = Duration.ofSeconds(8);

    private static final int MIN_RING_CAPACITY = 16;

    public PublisherSettings {
        if (source.isBlank()) {
            throw new Misconfigured("publisher.source must not be blank, got: '" + source + "'");
        }
        if (ringCapacity < MIN_RING_CAPACITY || Integer.bitCount(ringCapacity) != 1) {
            throw new Misconfigured("publisher.ring-capacity must be a power of two and at least %d, got: %d"
                    .formatted(MIN_RING_CAPACITY, ringCapacity));
        }
        if (ringBytes < 1) {
            throw new Misconfigured("publisher.ring-bytes must be at least 1, got: " + ringBytes);
        }
        if (stallLimit.toMillis() < 1 || stallLimit.compareTo(MAX_STALL_LIMIT) > 0) {
            throw new Misconfigured("publisher.stall-limit must lie between 1 ms and %s, got: %s"
                    .formatted(MAX_STALL_LIMIT, stallLimit));
        }
        if (spoolBytes < 1) {
            throw new Misconfigured("publisher.spool-bytes must be at least 1, got: " + spoolBytes);
        }
    }

    /// Defaults, with the spool in `spool` under `AGENTBUS_HOME`, else under `~/.agentbus`.
    public static PublisherSettings standard() {
        String home = System.getenv("AGENTBUS_HOME");
        Path folder =
                home == null || home.isBlank() ? Path.of(System.getProperty("user.home"), ".agentbus") : Path.of(home);
        return spoolingTo(folder.resolve("spool").resolve("publisher"));
    }

    /// Defaults, with the spool in this folder.
    public static PublisherSettings spoolingTo(Path folder) {
        return new PublisherSettings(
                DEFAULT_SOURCE,
                folder,
                DEFAULT_RING_CAPACITY,
                DEFAULT_RING_BYTES,
                DEFAULT_STALL_LIMIT,
                SqliteSpool.DEFAULT_MAX_BYTES);
    }

    public PublisherSettings withSource(String other) {
        return new PublisherSettings(other, spoolFolder, ringCapacity, ringBytes, stallLimit, spoolBytes);
    }

    public PublisherSettings withRing(int capacity, long bytes) {
        return new PublisherSettings(source, spoolFolder, capacity, bytes, stallLimit, spoolBytes);
    }

    public PublisherSettings withStallLimit(Duration other) {
        return new PublisherSettings(source, spoolFolder, ringCapacity, ringBytes, other, spoolBytes);
    }

    public PublisherSettings withSpoolBytes(long other) {
        return new PublisherSettings(source, spoolFolder, ringCapacity, ringBytes, stallLimit, other);
    }
}
