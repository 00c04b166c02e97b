package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.redaction.Redactor;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that takes events out of the ring, and with it the owner of the appender and the
/// spools.
///
/// The order of a key holds because there is one queue at any time: the spool, then what waits in
/// memory. DIRECT means the spool is empty. At the first sign of an outage everything
/// unacknowledged goes to the spool, and everything younger behind it, until the spool is empty
/// again.
final class Sender implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Sender.class);
    private static final int SPOOL_BATCH_EVENTS = 4_000;
    private static final long SPOOL_BATCH_BYTES = 4L << 20;
    private static final long SPOOL_RETRY_NANOS = 250_000_000L;
    /// While events flow the sender looks by itself, so that publishing threads need not wake it.
    private static final long SHORT_NAP_NANOS = 500_000L;

    private static final long LONG_NAP_NANOS = 50_000_000L;
    private static final long ACTIVE_NANOS = 20_000_000L;
    private static final double NEARLY_FULL = 0.5;
    private static final double DRAIN_BELOW = 0.25;

    private final PublisherSettings settings;
    private final EventRing ring;
    private final Waiting waiting;
    private final Tally tally;
    private final Flight flight;
    private final Spools spools;
    private final Drain drain;
    private final Prober prober;
    private final Thread thread = new Thread(this, "agentbus-publisher");
    private @Nullable LogAppender appender;
    private volatile PublisherState state = PublisherState.DIRECT;
    private volatile boolean napping;
    private volatile long closeAt = Long.MAX_VALUE;
    private volatile boolean closing;
    private boolean spoolFails;
    private long spoolRetryAt = System.nanoTime();
    /// Until then what is published waits in the ring for the first connection.
    private long connectUntil = System.nanoTime();
    private long lastMoveAt = System.nanoTime();

    Sender(
            EventLog target,
            PublisherSettings settings,
            EventRing ring,
            Function<TopicName, Redactor> redaction,
            Tally tally) {
        this.settings = settings;
        this.ring = ring;
        this.waiting = new Waiting(ring, redaction, settings.source(), tally);
        this.tally = tally;
        this.flight = new Flight(tally);
        this.spools = new Spools(settings);
        this.drain = new Drain(spools, tally, settings.stallLimit());
        this.prober = new Prober(target, () -> LockSupport.unpark(thread));
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /// Called after an offer; cheap while events flow.
    void wakeUp() {
        if (napping) {
            LockSupport.unpark(thread);
        }
    }

    PublisherState state() {
        return state;
    }

    Spools spools() {
        return spools;
    }

    /// Ends within the limit: sends while there is time, spools the rest.
    void stop(long limitNanos) throws InterruptedException {
        closeAt = System.nanoTime() + limitNanos * 3 / 4;
        closing = true;
        LockSupport.unpark(thread);
        // Beyond the limit by what an append may block, rather than lose what it holds.
        thread.join(limitNanos / 1_000_000 + 1_000);
    }

    @Override
    public void run() {
        try {
            spools.adopt();
            if (spools.events() > 0) {
                state = PublisherState.SPOOLING;
            }
            connectUntil = System.nanoTime() + settings.stallLimit().toNanos();
            prober.start();
            while (!isDone()) {
                boolean moved = state == PublisherState.DIRECT ? sendDirectly() : spoolAndDrain();
                rest(moved);
            }
        } catch (RuntimeException | Error e) {
            log.atError().setCause(e).log("The publisher's sender died");
            throw e;
        } finally {
            end();
        }
    }

    private boolean isDone() {
        if (!closing) {
            return false;
        }
        long now = System.nanoTime();
        boolean nothingTaken = flight.isEmpty() && waiting.isEmpty();
        if (state == PublisherState.DIRECT) {
            if (!nothingTaken && now - closeAt > 0) {
                fallBack("closing before the log acknowledged everything");
            }
            return nothingTaken;
        }
        if (!nothingTaken) {
            // A disk that refuses is given one more try.
            return now - closeAt > 2 * SPOOL_RETRY_NANOS && waiting.hasHeld();
        }
        // Time that is left is used to drain, else processes with short lives would only ever fill the spool.
        boolean canDrain = appender != null || now - connectUntil < 0;
        return spools.events() == 0 || !canDrain || now - closeAt > 0;
    }

    private boolean sendDirectly() {
        boolean moved = flight.settle();
        if (flight.isBroken(settings.stallLimit())) {
            fallBack("no acknowledgement");
            return true;
        }
        LogAppender open = connected();
        if (open == null) {
            boolean tooLong = System.nanoTime() - connectUntil > 0 || waiting.isFilledAbove(NEARLY_FULL);
            if (tooLong && !waiting.isEmpty()) {
                fallBack("no connection yet");
            }
            return moved;
        }
        while (flight.hasRoom()) {
            Outgoing next = waiting.next();
            if (next == null) {
                return moved;
            }
            moved = true;
            if (!flight.launch(open, next)) {
                fallBack("the log failed");
                return true;
            }
        }
        if (waiting.isFilledAbove(NEARLY_FULL)) {
            fallBack("the log is slower than the events come");
        }
        return moved;
    }

    private boolean spoolAndDrain() {
        // The last batch: what comes now waits a moment in the ring and goes directly.
        boolean aboutToEnd = drain.isUnderWay() && spools.events() <= Drain.BATCH_EVENTS && !closing;
        boolean moved = (!aboutToEnd || waiting.isFilledAbove(DRAIN_BELOW)) && spool();
        LogAppender open = connected();
        // While memory fills up and the disk takes it, that comes first.
        if (open == null || (moved && waiting.isFilledAbove(DRAIN_BELOW))) {
            return moved;
        }
        try {
            moved |= drain.advance(open);
            if (!drain.isUnderWay() && spools.events() == 0) {
                log.atInfo().addKeyValue("drained", tally.drained.get()).log("The spool is drained");
                prober.reset();
                state = PublisherState.DIRECT;
            }
        } catch (TransientFailure e) {
            drain.forget();
            open.abort();
            appender = null;
            prober.start();
        }
        return moved;
    }

    /// Moves what waits in memory to the disk, one transaction.
    private boolean spool() {
        if (System.nanoTime() - spoolRetryAt < 0) {
            return false;
        }
        List<Outgoing> batch = waiting.peek(SPOOL_BATCH_EVENTS, SPOOL_BATCH_BYTES);
        if (batch.isEmpty()) {
            return false;
        }
        try {
            spools.append(batch.stream().map(Outgoing::record).toList());
        } catch (TransientFailure e) {
            spoolRetryAt = System.nanoTime() + SPOOL_RETRY_NANOS;
            if (!spoolFails) {
                spoolFails = true;
                log.atError().addKeyValue("cause", e.getMessage()).log("Could not spool; events wait in memory");
            }
            return false;
        }
        spoolFails = false;
        waiting.forget();
        tally.spooled.addAndGet(batch.size());
        batch.forEach(event -> event.pending().completeSpooled());
        return true;
    }

    private @Nullable LogAppender connected() {
        if (appender == null) {
            appender = prober.takeAppender();
        }
        return appender;
    }

    private void fallBack(String reason) {
        LogAppender failed = appender;
        appender = null;
        List<Outgoing> left = failed == null ? List.of() : flight.abandon(failed);
        waiting.putBack(left);
        log.atWarn()
                .addKeyValue("reason", reason)
                .addKeyValue("unacknowledged", left.size())
                .log("Events go to the spool until the log is back");
        state = PublisherState.SPOOLING;
        prober.start();
    }

    private void rest(boolean moved) {
        long now = System.nanoTime();
        if (moved) {
            lastMoveAt = now;
            return;
        }
        boolean waits = !flight.isEmpty() || drain.isUnderWay() || (appender == null && !waiting.isEmpty());
        if (waits || now - lastMoveAt < ACTIVE_NANOS) {
            LockSupport.parkNanos(SHORT_NAP_NANOS);
            return;
        }
        napping = true;
        if (ring.isEmpty() || waiting.hasHeld()) {
            LockSupport.parkNanos(LONG_NAP_NANOS);
        }
        napping = false;
    }

    private void end() {
        prober.stop();
        LogAppender open = appender;
        if (open != null) {
            open.abort();
        }
        state = PublisherState.CLOSED;
        TransientFailure closed =
                new TransientFailure("Cannot publish: the publisher closed before the log or the spool"
                        + " took the event, got: " + settings.spoolFolder());
        waiting.peek(0, 0).forEach(event -> fail(event.pending(), closed));
        waiting.forget();
        failWhatIsLeft(closed);
        try {
            spools.close();
        } catch (TransientFailure e) {
            log.atWarn().addKeyValue("cause", e.getMessage()).log("Could not close the spool");
        }
    }

    /// Also called by a publishing thread that came too late: after the end, any of them may be the
    /// ring's taker.
    synchronized void failWhatIsLeft(TransientFailure closed) {
        for (Pending next = ring.poll(); next != null; next = ring.poll()) {
            fail(next, closed);
        }
    }

    private void fail(Pending pending, TransientFailure closed) {
        tally.failed.incrementAndGet();
        pending.fail(closed);
    }
}
