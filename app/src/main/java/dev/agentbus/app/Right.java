package dev.agentbus.app;

/// What a token allows.
enum Right {
    /// Send events.
    PUBLISH,
    /// Look at everything.
    VIEW,
    /// Both, and change what runs.
    OPERATE;

    boolean includes(Right needed) {
        return this == OPERATE || this == needed;
    }
}
