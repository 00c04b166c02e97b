package dev.agentbus.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often somebody may try to sign in: a few wrong tokens a minute from one address. Any thread.
final class SignInLimit {
    static final int TRIES = 10;
    static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 10_000;

    private final Clock clock;
    /// The longest known first.
    private final Map<String, Tries> byAddress = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private record Tries(Instant since, int count) {}

    SignInLimit(Clock clock) {
        this.clock = clock;
    }

    /// Counts a try, before anybody looks at its token.
    ///
    /// @return how long to wait; zero when it may be looked at
    synchronized Duration begin(String address) {
        Instant now = clock.instant();
        Tries before = byAddress.get(address);
        if (before == null || !before.since().plus(PERIOD).isAfter(now)) {
            byAddress.remove(address);
            byAddress.put(address, new Tries(now, 1));
            return Duration.ZERO;
        }
        if (before.count() >= TRIES) {
            return Duration.between(now, before.since().plus(PERIOD));
        }
        byAddress.put(address, new Tries(before.since(), before.count() + 1));
        return Duration.ZERO;
    }

    /// The token was right: the try does not count.
    synchronized void succeeded(String address) {
        byAddress.computeIfPresent(address, (_, tries) -> new Tries(tries.since(), tries.count() - 1));
    }
}
