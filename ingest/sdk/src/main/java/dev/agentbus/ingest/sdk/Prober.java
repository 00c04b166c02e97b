package dev.agentbus.ingest.sdk;

import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks, on a thread of its own, whether the log is back, ever less often, and then has an appender
/// ready. The sender can't ask itself: an answer may take seconds, and events would wait.
final class Prober {
    private static final Logger log = LoggerFactory.getLogger(Prober.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LAST_PAUSE = Duration.ofMillis(500);

    private final EventLog target;
    private final Runnable whenReady;
    private final AtomicReference<@Nullable LogAppender> ready = new AtomicReference<>();
    private @Nullable Thread thread;
    private volatile boolean stopped;
    private volatile Duration pause = Duration.ZERO;

    Prober(EventLog target, Runnable whenReady) {
        this.target = target;
        this.whenReady = whenReady;
    }

    /// Begins to ask. What failed right after the last answer is asked for later.
    void start() {
        if (thread == null) {
            Thread asking = new Thread(this::run, "agentbus-publisher-probe");
            asking.setDaemon(true);
            thread = asking;
            asking.start();
        }
    }

    /// The appender once the log has answered; from then on the caller's.
    @Nullable
    LogAppender takeAppender() {
        LogAppender appender = ready.getAndSet(null);
        if (appender != null) {
            thread = null;
        }
        return appender;
    }

    /// The log works: the next outage begins without a pause again.
    void reset() {
        pause = Duration.ZERO;
    }

    void stop() {
        stopped = true;
        Thread asking = thread;
        if (asking != null) {
            asking.interrupt();
        }
        abortUnused();
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
        return doubled.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : doubled;
    }

    private void abortUnused() {
        LogAppender unused = ready.getAndSet(null);
        if (unused != null) {
            unused.abort();
        }
    }

    private void run() {
        String lastCause = "";
        try {
            while (true) {
                long millis = pause.toMillis();
                Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
                pause = longer(pause);
                try {
                    target.check();
                    ready.set(target.appender());
                    if (stopped) {
                        abortUnused();
                    }
                    whenReady.run();
                    return;
                } catch (RuntimeException e) {
                    String cause = String.valueOf(e.getMessage());
                    if (!cause.equals(lastCause)) {
                        log.atWarn().addKeyValue("cause", cause).log("The log is still away");
                        lastCause = cause;
                    }
                }
            }
        } catch (InterruptedException _stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
