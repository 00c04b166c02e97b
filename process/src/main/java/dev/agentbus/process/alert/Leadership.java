package dev.agentbus.process.alert;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.AssignmentListener;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Of all processes that could judge, one does: the one to which the log gives the only partition of the
/// state's topic. The others stand by; when it leaves, another takes over at once, and when it dies,
/// after its session has run out. Starts once.
public final class Leadership implements AutoCloseable {
    /// The group in which processes wait for their turn.
    public static final String GROUP = "alert-leader";

    private static final Logger log = LoggerFactory.getLogger(Leadership.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    private final EventLog eventLog;
    private final Work work;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    /// What only one does. Called by one thread.
    public interface Work {
        /// Returns at once.
        void begin();

        /// Returns when nothing of it runs any more; also where it has not begun.
        void end();
    }

    public Leadership(EventLog eventLog, Work work) {
        this.eventLog = eventLog;
        this.work = work;
    }

    /// Returns at once.
    public void start() {
        Thread started = Thread.ofPlatform().daemon().name("alert-leader").unstarted(this::run);
        thread = started;
        started.start();
    }

    private void run() {
        try {
            do {
                takePart();
            } while (!stopRequested.await(RETRY_PAUSE.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void takePart() {
        try {
            if (logAnswers()) {
                awaitTurn();
            }
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Can't wait for a turn to judge now, trying again");
        } finally {
            work.end();
        }
    }

    /// A member of a silent log would keep a core busy with nothing.
    private boolean logAnswers() {
        try {
            eventLog.check();
            return true;
        } catch (TransientFailure e) {
            log.atDebug().setCause(e).log("The log is silent: nobody can judge now");
            return false;
        }
    }

    private void awaitTurn() {
        try (LogReader reader = eventLog.reader(ReaderSettings.ofGroup(GROUP))) {
            reader.subscribe(List.of(AlertTopics.STATE), new Turn());
            while (stopRequested.getCount() > 0) {
                commit(reader, reader.poll(POLL));
            }
        }
    }

    /// So that nobody takes the group for one that is stuck.
    private static void commit(LogReader reader, List<LogRecord> records) {
        Map<LogPartition, CommittedPosition> positions = new HashMap<>();
        records.forEach(record -> positions.put(record.partition(), new CommittedPosition(record.offset() + 1)));
        if (!positions.isEmpty()) {
            reader.commit(positions);
        }
    }

    private final class Turn implements AssignmentListener {
        @Override
        public void assigned(Set<LogPartition> partitions) {
            if (!partitions.isEmpty()) {
                log.atInfo().log("It is this process that judges by the alert rules");
                work.begin();
            }
        }

        @Override
        public void revoked(Set<LogPartition> partitions) {
            work.end();
        }

        @Override
        public void lost(Set<LogPartition> partitions) {
            work.end();
        }
    }

    @Override
    public void close() {
        stopRequested.countDown();
        try {
            if (thread != null && !stopped.await(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                log.atWarn().log("Judging did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
