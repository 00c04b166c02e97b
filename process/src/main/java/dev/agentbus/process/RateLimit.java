package dev.agentbus.process;

/// Events per second at most, with up to one second's worth at once. Times are readings of one
/// monotonic clock, in nanoseconds. One thread at a time.
public final class RateLimit {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    /// When the budget of one second will be whole again.
    private long full;

    /// @param perSecond 0 for no limit
    public RateLimit(int perSecond, long now) {
        this.perSecond = perSecond;
        this.full = now;
    }

    public void spent(int events, long now) {
        if (perSecond > 0) {
            full = Math.max(full, now) + events * SECOND / perSecond;
        }
    }

    /// Whether more than a second's worth is spent.
    public boolean exhausted(long now) {
        return nanosUntilMore(now) > 0;
    }

    public long nanosUntilMore(long now) {
        return perSecond == 0 ? 0 : Math.max(0, full - now - SECOND);
    }
}
