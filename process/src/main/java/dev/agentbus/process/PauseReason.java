package dev.agentbus.process;

/// Why a partition is not fetched. It flows again when its last reason is gone.
public enum PauseReason {
    /// Just assigned: its stored position is not known yet.
    CLAIMING,
    /// The destination can't store now.
    SINK_DOWN,
    /// As much in memory as allowed.
    BUFFER_FULL,
    /// As many events as allowed wait for their next attempt.
    RETRY_DUE,
    /// As many events per second as allowed.
    RATE,
    /// The stored position lies beyond the end of the log; a person has to decide.
    OUT_OF_RANGE,
    /// A person asked for it.
    OPERATOR
}
