package dev.agentbus.process.deadletter;

/// What a group hands its events to, as letters name it where that refused one.
public enum Receiver {
    SINK,
    HANDLER
}
