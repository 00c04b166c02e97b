package dev.agentbus.view;

import java.util.Locale;

/// What an agent is doing, as far as its events tell. "Open work" is an execution that began and
/// did not end, or work it was given (a decision that chose it, a transformation handed over to it)
/// without having acted since.
///
/// | State | Rule, the first that fits |
/// |---|---|
/// | stuck | its last five actions or more failed, and it was seen within 5 minutes |
/// | waiting | was given work within the last minute and has not acted since |
/// | running | was seen within the last minute |
/// | idle | has no open work |
/// | waiting | has open work and was seen within 5 minutes |
/// | stuck | has open work and was seen within 30 minutes |
/// | lost | has open work and was not seen for 30 minutes |
enum AgentState {
    RUNNING,
    WAITING,
    IDLE,
    STUCK,
    LOST;

    private static final long ACTIVE_MILLIS = 60_000;
    private static final long PATIENT_MILLIS = 5 * 60_000;
    private static final long HOPEFUL_MILLIS = 30 * 60_000;
    private static final int FAILURES_IN_A_ROW = 5;

    /// What the rules look at.
    ///
    /// @param lastSeenMillis time of its last event
    /// @param awaited given work without having acted since
    /// @param openExecutions executions begun and not ended
    /// @param failuresInARow failed actions since the last one that did not fail
    record Signs(long lastSeenMillis, boolean awaited, int openExecutions, int failuresInARow) {}

    static AgentState at(long nowMillis, Signs signs) {
        long silence = nowMillis - signs.lastSeenMillis;
        if (signs.failuresInARow >= FAILURES_IN_A_ROW && silence < PATIENT_MILLIS) {
            return STUCK;
        }
        if (silence < ACTIVE_MILLIS) {
            return signs.awaited ? WAITING : RUNNING;
        }
        if (!signs.awaited && signs.openExecutions == 0) {
            return IDLE;
        }
        if (silence < PATIENT_MILLIS) {
            return WAITING;
        }
        return silence < HOPEFUL_MILLIS ? STUCK : LOST;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
