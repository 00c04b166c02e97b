package dev.agentbus.process.alert;

import dev.agentbus.events.BusFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.WorkerSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Judges the events of the log by the rules in force. A worker of [#GROUP] carries the events into
/// [#sink()]; a thread of its own lets time pass. One process does this at a time ([Leadership]).
public final class AlertReader implements AutoCloseable {
    /// The consumer group.
    public static final String GROUP = "alert-group";

    private static final Logger log = LoggerFactory.getLogger(AlertReader.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final RulesFile rules;
    private final AlertSink sink;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile String problem = "";
    private @Nullable Thread thread;

    public AlertReader(EventLog eventLog, RulesFile rules) {
        this.rules = rules;
        this.sink = new AlertSink(eventLog, rules, Clock.systemUTC());
    }

    public static WorkerSettings settings() {
        return WorkerSettings.ofGroup(GROUP).withBatch(new BatchLimits(1_000, 4 << 20, Duration.ofMillis(100)));
    }

    public BatchSink sink() {
        return sink;
    }

    /// Returns at once.
    public void start() {
        Thread started = Thread.ofPlatform().daemon().name("alert-clock").unstarted(this::run);
        thread = started;
        started.start();
    }

    private void run() {
        try {
            while (!stopRequested.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
                step();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void step() {
        try {
            rules.reload();
            sink.tick();
            problem = "";
        } catch (BusFailure e) {
            if (problem.isEmpty()) {
                log.atWarn().setCause(e).log("Can't judge now, trying again");
            }
            problem = String.valueOf(e.getMessage());
        }
    }

    /// Why nothing is judged now; empty when all is well.
    public String problem() {
        return problem;
    }

    /// Events since the start that came too late for their window.
    public long late() {
        return sink.gauge().late();
    }

    /// Events since the start that were left out because a rule watched too many keys.
    public long crowded() {
        return sink.gauge().crowded();
    }

    /// Keys that rules watch now.
    public int keys() {
        return sink.gauge().keys();
    }

    /// What fires if it goes on like this, the longest first.
    public List<PendingAlert> pending() {
        return sink.pending();
    }

    /// Event time up to which all is judged; empty before the first event.
    public Optional<Instant> watermark() {
        long watermark = sink.gauge().watermark();
        return watermark == Evaluation.BEGINNING ? Optional.empty() : Optional.of(Instant.ofEpochMilli(watermark));
    }

    @Override
    public void close() {
        stopRequested.countDown();
        try {
            if (thread != null && !stopped.await(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                log.atWarn().log("The alert rules did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sink.close();
    }
}
