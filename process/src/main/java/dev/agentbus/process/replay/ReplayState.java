package dev.agentbus.process.replay;

/// How far a replay is.
public enum ReplayState {
    RUNNING,
    PAUSED,
    DONE,
    CANCELLED,
    FAILED;

    public boolean isOver() {
        return this == DONE || this == CANCELLED || this == FAILED;
    }
}
