package dev.agentbus.process;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a partition is not fetched. It flows again when its last reason is gone.
public enum PauseReason {
    /// Just assigned: its stored position is not known yet.
    CLAIMING,
    /// The destination can't store now.
    SINK_DOWN,
    /// The destination has not answered for ten seconds.
    SINK_SLOW,
    /// As much in memory as allowed.
    BUFFER_FULL,
    /// As many events as allowed wait for their next attempt.
    RETRY_DUE,
    /// As many events per second as allowed.
    RATE,
    /// The stored position lies beyond the end of the log; a person has to decide.
    OUT_OF_RANGE,
    /// A person asked for it.
    OPERATOR;

    /// For people and programs: `sink-down`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// By its text; empty for one that another version of this program may know.
    public static Optional<PauseReason> find(String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.text().equals(text))
                .findFirst();
    }
}
