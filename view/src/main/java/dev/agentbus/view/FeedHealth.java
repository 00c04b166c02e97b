package dev.agentbus.view;

import dev.agentbus.view.FeedStatus.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Whether the view shows what the log holds. The feed notes what it finds; the judgement is made
/// anew whenever somebody asks, so that a feed that hangs, or a log that just falls silent, cannot
/// pass for live.
///
/// Any thread asks. A thread of its own tells when the judgement changes.
final class FeedHealth implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Finding NOT_STARTED =
            new Finding("The live view has not started reading", true, false, System.nanoTime(), null);

    private final Duration staleAfter;
    private final Clock clock;
    private final BiConsumer<FeedStatus, FeedStatus> onChange;
    private volatile Finding finding = NOT_STARTED;
    private volatile long undecodable;
    /// Guarded by this.
    private FeedStatus announced;

    private @Nullable Thread watch;

    /// @param failure why the log cannot be read; null when it can
    /// @param folding whether the feed is busy with what the log gave, and not waiting for it
    /// @param answeredNanos when the log last answered, by [System#nanoTime()]
    private record Finding(
            @Nullable String failure,
            boolean history,
            boolean folding,
            long answeredNanos,
            @Nullable Instant asOf) {}

    /// @param onChange told what was said before and what holds now
    FeedHealth(Duration staleAfter, Clock clock, BiConsumer<FeedStatus, FeedStatus> onChange) {
        this.staleAfter = staleAfter;
        this.clock = clock;
        this.onChange = onChange;
        this.announced = status();
    }

    void start() {
        watch = Thread.ofVirtual().name("view-health").start(this::watch);
    }

    /// The log gave the feed something to do.
    void folds() {
        Finding before = finding;
        finding = new Finding(null, before.history, true, System.nanoTime(), before.asOf);
    }

    /// The feed has done what there was and reads on.
    void reads(FeedPositions positions, Duration silence) {
        long answered = System.nanoTime() - silence.toNanos();
        finding = new Finding(null, positions.inHistory(), false, answered, positions.asOf());
    }

    /// The feed cannot read.
    void fails(String reason) {
        Finding before = finding;
        finding = new Finding(reason, before.history, false, before.answeredNanos, before.asOf);
    }

    /// By the feed's thread alone.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void leftOut() {
        undecodable++;
    }

    FeedStatus status() {
        Finding now = finding;
        if (now.failure != null) {
            return status(State.CUT_OFF, now.failure, now);
        }
        if (!now.folding && System.nanoTime() - now.answeredNanos > staleAfter.toNanos()) {
            return status(State.CUT_OFF, "The log does not answer", now);
        }
        if (now.history) {
            return status(State.CATCHING_UP, "Catching up with the last 24 hours of the log", now);
        }
        if (now.asOf == null || now.asOf.isBefore(clock.instant().minus(staleAfter))) {
            return status(State.CATCHING_UP, "Behind the log, catching up", now);
        }
        return status(State.LIVE, "Live", now);
    }

    /// Tells of a change at once, if there is one.
    synchronized void announce() {
        FeedStatus now = status();
        FeedStatus before = announced;
        if (now.state() != before.state()) {
            announced = now;
            onChange.accept(before, now);
        }
    }

    @Override
    public void close() {
        Thread running = watch;
        if (running != null) {
            running.interrupt();
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                announce();
            }
        } catch (InterruptedException _closing) {
            Thread.currentThread().interrupt();
        }
    }

    private FeedStatus status(State state, String message, Finding now) {
        return new FeedStatus(state, message, now.asOf, undecodable);
    }
}
