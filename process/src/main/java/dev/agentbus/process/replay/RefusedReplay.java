package dev.agentbus.process.replay;

import dev.agentbus.events.PermanentFailure;

/// A request about replays that is not followed; the message says why.
public final class RefusedReplay extends PermanentFailure {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// What is wrong with it.
    public enum Reason {
        /// The request itself.
        INVALID,
        /// There is no such replay, topic or group.
        UNKNOWN,
        /// Not in the state it is in.
        CONFLICT,
        /// As many run as may.
        BUSY
    }

    private RefusedReplay(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static RefusedReplay invalid(String rule, Object got) {
        return new RefusedReplay(Reason.INVALID, "Cannot replay: %s, got: %s".formatted(rule, got));
    }

    static RefusedReplay unknown(Object got) {
        return new RefusedReplay(Reason.UNKNOWN, "Cannot find replay: there is none of that id, got: " + got);
    }

    static RefusedReplay unknownGroup(Object got) {
        return new RefusedReplay(
                Reason.UNKNOWN, "Cannot set group back: it keeps no positions in the sink, got: " + got);
    }

    static RefusedReplay conflict(String action, String reason, Object got) {
        return new RefusedReplay(Reason.CONFLICT, "Cannot %s replay: %s, got: %s".formatted(action, reason, got));
    }

    static RefusedReplay busy(String reason, Object got) {
        return new RefusedReplay(Reason.BUSY, "Cannot start replay: %s, got: %s".formatted(reason, got));
    }

    public Reason reason() {
        return reason;
    }
}
