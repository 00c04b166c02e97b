package dev.agentbus.view;

/// How reading the log goes. Immutable.
///
/// @param connected whether the last poll reached the log
/// @param catchingUp whether what the log held at the start is still being read
/// @param message one sentence for people
/// @param undecodable records left out because they are no events
public record FeedStatus(boolean connected, boolean catchingUp, String message, long undecodable) {
    static final FeedStatus NOT_STARTED = new FeedStatus(false, true, "The live view has not started reading", 0);

    FeedStatus withUndecodable(long records) {
        return new FeedStatus(connected, catchingUp, message, records);
    }

    /// Whether the view shows what the log holds.
    public boolean healthy() {
        return connected && !catchingUp;
    }
}
