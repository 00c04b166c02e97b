package dev.agentbus.ingest.sdk;

/// What became of all events since the publisher was opened. Every event that [Publisher#publish]
/// was called with is in exactly one of `rejected`, `delivered`, `spooled`, `failed`, or still on
/// its way.
///
/// @param accepted taken into the ring
/// @param delivered acknowledged by the log, without a way over the spool
/// @param spooled durable in the spool
/// @param drained brought from the spool into the log, those of earlier processes included
/// @param rejected refused at once: ring full, or publisher closed
/// @param failed given up: the log will never take them, or neither log nor disk took them before
///     the end
/// @param setAside found damaged or refused for good in the spool, and kept there for a person
/// @param ringDepth events in memory that nobody has taken yet
/// @param spoolDepth events that wait on disk
/// @param spoolBytes disk space of the spool
/// @param state which way events go now
public record PublisherCounters(
        long accepted,
        long delivered,
        long spooled,
        long drained,
        long rejected,
        long failed,
        long setAside,
        int ringDepth,
        long spoolDepth,
        long spoolBytes,
        PublisherState state) {}
