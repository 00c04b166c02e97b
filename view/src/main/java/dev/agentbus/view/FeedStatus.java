package dev.agentbus.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How reading the log goes, at one moment. Immutable.
///
/// @param message one sentence for people
/// @param asOf the newest moment of which the view shows all that the log held; null before the
///     first
/// @param undecodable records left out because they are no events
public record FeedStatus(
        State state, String message, @Nullable Instant asOf, long undecodable) {
    /// What the view may claim.
    public enum State {
        /// Nothing is heard from the log, or from the thread that reads it.
        CUT_OFF,
        /// Shows less than the log holds: reading its last 24 hours, or behind.
        CATCHING_UP,
        LIVE
    }

    /// Whether the log answers.
    public boolean connected() {
        return state != State.CUT_OFF;
    }

    public boolean catchingUp() {
        return state == State.CATCHING_UP;
    }

    /// Whether the view shows what the log holds.
    public boolean healthy() {
        return state == State.LIVE;
    }
}
