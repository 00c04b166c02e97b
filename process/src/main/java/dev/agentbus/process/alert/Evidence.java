package dev.agentbus.process.alert;

import dev.agentbus.log.LogPartition;

/// An event that speaks for an alert: where it stands in the log.
///
/// @param correlation its trace; empty when it has none
public record Evidence(LogPartition partition, long offset, String correlation) {
    /// Of each alert so many of the latest are kept.
    static final int KEPT = 3;
}
