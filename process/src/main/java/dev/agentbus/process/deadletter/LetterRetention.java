package dev.agentbus.process.deadletter;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.Misconfigured;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets letters that were settled long ago; what is open stays for ever. Several processes may do it
/// at once. Owns one thread.
public final class LetterRetention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LetterRetention.class);
    /// In one transaction: some milliseconds.
    static final int BATCH = 500;

    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final LetterStore letters;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dead-letter-retention").factory());

    /// @param kept after a letter was settled
    public LetterRetention(LetterStore letters, Duration kept, Clock clock) {
        if (!kept.isPositive()) {
            throw new Misconfigured("dead-letters.settled-days must be at least 1, got: " + kept);
        }
        this.letters = letters;
        this.kept = kept;
        this.clock = clock;
    }

    /// Returns at once.
    public void start() {
        var _ = thread.scheduleWithFixedDelay(
                this::tryToForget, FIRST.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
    }

    private void tryToForget() {
        try {
            int forgotten = forget();
            if (forgotten > 0) {
                log.atInfo()
                        .addKeyValue("letters", forgotten)
                        .addKeyValue("kept", kept)
                        .log("Forgot settled dead letters");
            }
        } catch (BusFailure e) {
            log.atWarn().setCause(e).log("Could not forget settled dead letters, trying again later");
        }
    }

    /// In batches, so that nobody waits for a lock.
    ///
    /// @return how many
    public int forget() {
        Instant before = clock.instant().minus(kept);
        int all = 0;
        int some = BATCH;
        while (some == BATCH && !thread.isShutdown()) {
            some = letters.forgetSettled(before, BATCH);
            all += some;
        }
        return all;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
