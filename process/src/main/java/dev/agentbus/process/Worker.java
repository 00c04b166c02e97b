package dev.agentbus.process;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one member of one consumer group: the topics of a sink's contracts, from the log into the
/// sink, each event exactly once. Starts once. All methods are safe for any thread.
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    /// Beyond the drain limit: leaving the group, and a store that just runs into its own time
    /// limit.
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

    /// Asking takes seconds by itself when nobody answers.
    private static final Duration LOG_CHECK_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_GATHER = Duration.ofMillis(100);

    private final EventLog eventLog;
    private final WorkerSettings settings;
    private final WorkerParts parts;
    private final Function<LogReader, Session> sessions;
    private final ReaderSettings reading;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean rejoinRequested = new AtomicBoolean();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable LogReader reader;

    /// A worker that carries events into a sink with transactions.
    public Worker(EventLog eventLog, BatchSink sink, WorkerSettings settings, MeterRegistry meters) {
        this.eventLog = eventLog;
        this.settings = settings;
        this.parts =
                WorkerParts.of(eventLog, sink.contracts(), settings, meters).reading(sink);
        this.sessions = joined -> new SinkSession(consumer(), joined, sink, parts);
        this.reading = ReaderSettings.ofGroup(settings.group()).gathering(gather(settings.batch()));
    }

    /// A worker that hands events to a handler, whose effects have no transactions.
    public Worker(
            EventLog eventLog,
            EventHandler handler,
            WorkerSettings settings,
            HandlerSettings handling,
            MeterRegistry meters) {
        this.eventLog = eventLog;
        this.settings = settings;
        this.parts = WorkerParts.of(eventLog, handler.contracts(), settings, meters);
        this.reading = ReaderSettings.ofGroup(settings.group());
        this.sessions = joined -> new HandlerSession(
                joined, handler, handling, parts, ThreadLane.virtual(settings.group(), handling.concurrency()));
    }

    /// A part of what a batch waits for anyway.
    private static Duration gather(BatchLimits batch) {
        Duration half = batch.delay().dividedBy(2);
        return half.compareTo(LONGEST_GATHER) < 0 ? half : LONGEST_GATHER;
    }

    private ConsumerId consumer() {
        return new ConsumerId(eventLog.clusterId(), settings.group());
    }

    /// Returns at once; whether the log and the sink can be reached shows in [#status()].
    public void start() {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("Cannot start worker: it was started before, got: " + settings.group());
        }
        parts.board().state(WorkerStatus.State.JOINING);
        // A platform thread: decoding keeps a core busy, and virtual threads should not have to wait for that.
        Thread.ofPlatform().daemon().name("worker-" + settings.group()).start(this::run);
    }

    /// Stops fetching, stores what is in memory within the drain limit, leaves the group.
    public void stop() {
        stopRequested.countDown();
        LogReader open = reader;
        if (open != null) {
            open.wakeup();
        }
        if (!started.get()) {
            return;
        }
        try {
            Duration limit = settings.drainLimit().plus(LEAVE_LIMIT).plus(LEAVE_LIMIT);
            if (!stopped.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                log.atWarn().addKeyValue("group", settings.group()).log("Worker did not stop in time");
            }
        } catch (InterruptedException _stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    public WorkerStatus status() {
        return parts.board().status();
    }

    /// Stops fetching a topic, for as long as the process lives or until [#resume].
    public void pause(TopicName topic) {
        parts.board().operatorPause(topic, true);
    }

    public void resume(TopicName topic) {
        parts.board().operatorPause(topic, false);
    }

    /// Leaves the group and joins it again, to go on from where its positions stand by then: they were
    /// moved by somebody else.
    public void rejoin() {
        rejoinRequested.set(true);
    }

    private void run() {
        BackOff backOff = new BackOff(settings.retry(), parts.time().random());
        try (Lane _ = parts.lane();
                CrashGuard _ = parts.guard();
                DeadLetters _ = parts.deadLetters()) {
            while (!stopRequested()) {
                joinOnce(backOff);
            }
            parts.board().state(WorkerStatus.State.STOPPED);
        } catch (Misconfigured e) {
            giveUp(e);
        } catch (Error e) {
            giveUp(e);
            throw e;
        } finally {
            stopped.countDown();
        }
    }

    /// A member of a silent log would keep a core busy with nothing.
    ///
    /// @return whether there is something to join, rather than an end
    private boolean awaitLog() {
        while (!stopRequested()) {
            try {
                eventLog.check();
                return true;
            } catch (TransientFailure e) {
                parts.board().failed(messageOf(e), parts.time().clock().instant());
                pause(LOG_CHECK_PAUSE.toNanos());
            }
        }
        return false;
    }

    private void joinOnce(BackOff backOff) {
        try {
            if (!awaitLog()) {
                return;
            }
            LogReader joined = eventLog.reader(reading);
            reader = joined;
            try {
                sessions.apply(joined).run(() -> stopRequested() || rejoinRequested.getAndSet(false));
            } finally {
                reader = null;
                joined.close(LEAVE_LIMIT);
            }
            backOff.succeeded();
            parts.board().state(WorkerStatus.State.JOINING);
        } catch (Misconfigured e) {
            throw e;
        } catch (RuntimeException e) {
            waitAfter(e, backOff);
        }
    }

    private void waitAfter(RuntimeException cause, BackOff backOff) {
        parts.board().state(WorkerStatus.State.JOINING);
        parts.board().failed(messageOf(cause), parts.time().clock().instant());
        if (!(cause instanceof TransientFailure) || backOff.failures() == 0) {
            log.atWarn().addKeyValue("group", settings.group()).setCause(cause).log("Left the group, joining again");
        }
        long now = parts.time().now();
        backOff.failed(now);
        pause(backOff.nanosUntilTry(now));
    }

    private void pause(long nanos) {
        try {
            boolean _ = stopRequested.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _stopping) {
            stopRequested.countDown();
        }
    }

    private void giveUp(Throwable cause) {
        log.atError().addKeyValue("group", settings.group()).setCause(cause).log("Worker gave up");
        parts.board().failed(messageOf(cause), parts.time().clock().instant());
        parts.board().state(WorkerStatus.State.FAILED);
    }

    private static String messageOf(Throwable cause) {
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getName());
    }

    private boolean stopRequested() {
        return stopRequested.getCount() == 0;
    }
}
