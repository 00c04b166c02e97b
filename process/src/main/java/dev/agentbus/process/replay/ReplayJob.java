package dev.agentbus.process.replay;

import dev.agentbus.process.replay.ReplayViews.ReplayView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One replay from its start until it, and the view it may have filled, are gone. Safe for any
/// thread.
final class ReplayJob {
    private static final Logger log = LoggerFactory.getLogger(ReplayJob.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    private final ReplayRequest request;
    private final ReplayLog.Replaying replaying;
    private final Tally tally;
    private final Work work;
    private final @Nullable ReplayView view;
    private final Clock clock;
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();
    /// Opened when its view is to go.
    private final Gate viewGate = new Gate(0);
    private final Thread thread;
    private volatile @Nullable Ended ended;
    private volatile boolean viewOpen;

    /// How it ended.
    private record Ended(ReplayState state, String message, Instant at, double perSecond) {}

    /// @param parts one at least, all of one gate and one mark
    ReplayJob(
            ReplayRequest request, List<ReplayLog.Replaying> parts, Work work, @Nullable ReplayView view, Clock clock) {
        this.request = request;
        this.replaying = parts.getFirst();
        this.tally = new Tally(parts.stream().map(ReplayLog.Replaying::counts).toList());
        this.work = work;
        this.view = view;
        this.viewOpen = view != null;
        this.clock = clock;
        this.startedAt = clock.instant();
        // A platform thread: decoding keeps a core busy, and virtual threads should not have to wait for that.
        this.thread = Thread.ofPlatform().daemon().name("replay-" + id()).unstarted(this::run);
    }

    ReplayId id() {
        return replaying.mark().id();
    }

    void start() {
        log.atInfo()
                .addKeyValue("replay", id())
                .addKeyValue("source", request.source())
                .addKeyValue("target", request.target())
                .addKeyValue("offsets", tally.total())
                .log("Replay started");
        thread.start();
    }

    private void run() {
        try {
            work.run();
            end(replaying.gate().ended() ? ReplayState.CANCELLED : ReplayState.DONE, "");
        } catch (RuntimeException e) {
            log.atError().addKeyValue("replay", id()).setCause(e).log("Replay failed");
            end(ReplayState.FAILED, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        } finally {
            keepView();
        }
    }

    private void end(ReplayState state, String message) {
        ended = new Ended(state, message, clock.instant(), perSecond());
        log.atInfo()
                .addKeyValue("replay", id())
                .addKeyValue("state", state)
                .addKeyValue("read", tally.read())
                .log("Replay ended");
    }

    private void keepView() {
        ReplayView kept = view;
        if (kept != null) {
            if (request.target() instanceof ReplayTarget.ThrowAwayView(Duration keep)) {
                viewGate.rest(keep);
            }
            viewOpen = false;
            kept.close();
        }
    }

    ReplayState state() {
        Ended end = ended;
        if (end != null) {
            return end.state();
        }
        return replaying.gate().paused() ? ReplayState.PAUSED : ReplayState.RUNNING;
    }

    boolean hasView() {
        return viewOpen;
    }

    void pause() {
        requireSteerable("pause");
        replaying.gate().pause();
    }

    void resume() {
        requireSteerable("resume");
        replaying.gate().resume();
    }

    private void requireSteerable(String action) {
        if (state().isOver()) {
            throw RefusedReplay.conflict(action, "it is over", state());
        }
        if (work instanceof RewindWork) {
            throw RefusedReplay.conflict(
                    action, "the group's own workers read, only they can be paused", request.target());
        }
    }

    /// Returns when it has ended. What is stored stays stored.
    void cancel() {
        replaying.gate().end();
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (!state().isOver() && thread.isAlive() && System.nanoTime() - deadline < 0) {
            join(Duration.ofMillis(10));
        }
    }

    /// Ends it, and its view.
    void close() {
        endSoon();
        join(STOP_LIMIT);
    }

    /// The same without waiting.
    void endSoon() {
        viewGate.end();
        replaying.gate().end();
    }

    private void join(Duration limit) {
        try {
            boolean _ = thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    ReplayStatus status() {
        Ended end = ended;
        long read = tally.read();
        long total = tally.total();
        double perSecond = end == null ? perSecond() : end.perSecond();
        Work.Carried carried = work.carried();
        return new ReplayStatus(
                id(),
                request,
                state(),
                startedAt,
                Optional.ofNullable(end).map(Ended::at),
                read,
                total,
                tally.events(),
                carried.stored(),
                carried.duplicates(),
                tally.refused(),
                perSecond,
                end == null && perSecond > 0
                        ? Optional.of(Duration.ofMillis((long) ((total - read) * 1_000 / perSecond)))
                        : Optional.empty(),
                end == null ? work.waitsFor() : end.message(),
                viewUntil(end));
    }

    private Optional<Instant> viewUntil(@Nullable Ended end) {
        return viewOpen && end != null && request.target() instanceof ReplayTarget.ThrowAwayView(Duration keep)
                ? Optional.of(end.at().plus(keep))
                : Optional.empty();
    }

    private double perSecond() {
        long nanos = System.nanoTime() - startedNanos - replaying.gate().pausedNanos();
        return tally.read() * 1e9 / Math.max(1, nanos);
    }
}
