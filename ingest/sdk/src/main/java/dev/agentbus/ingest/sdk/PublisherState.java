package dev.agentbus.ingest.sdk;

/// Which way events go.
public enum PublisherState {
    /// Into the log.
    DIRECT,
    /// Into the spool, behind all that waits there, until the log is back and the spool is empty.
    SPOOLING,
    /// Nowhere: the publisher is closed.
    CLOSED
}
