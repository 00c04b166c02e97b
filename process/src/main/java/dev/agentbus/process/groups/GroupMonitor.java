package dev.agentbus.process.groups;

import dev.agentbus.events.BusFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.GroupAdmin;
import dev.agentbus.process.WorkerStatus;
import dev.agentbus.process.WorkerStatus.LastError;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches every consumer group of the log, those of other programs too, and says where each stands
/// and why. Several of them, in several processes, give the same answer: what a worker knows that
/// the log does not, it leaves there ([PartitionNote][dev.agentbus.process.PartitionNote]).
///
/// Starts once; [#standings()] is safe for any thread.
public final class GroupMonitor implements AutoCloseable {
    /// The log can't be asked, so nobody gets on.
    public static final String LOG_DOWN = "log-down";
    /// The worker of ours gave up; its last error says what a person has to do.
    public static final String FAILED = "failed";
    /// The worker of ours is not a member yet.
    public static final String JOINING = "joining";
    /// The log has dropped records before the group read them.
    public static final String LOST_TO_RETENTION = "lost-to-retention";
    /// The group has members, and none reads this partition.
    public static final String UNASSIGNED = "unassigned";

    private static final Logger log = LoggerFactory.getLogger(GroupMonitor.class);
    /// A look may take up to a tenth of the time, on a log with very many groups.
    private static final int LEISURE = 10;
    /// A log that has not answered for so long after it was due to be asked is down.
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Supplier<List<WorkerStatus>> workers;
    private final GroupMeters meters;
    private final Clock clock;
    private final GroupAdmin admin;
    private final Watch watch;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Seen seen;
    /// Between the last look and the next.
    private volatile Duration pause = Duration.ZERO;
    private volatile @Nullable Thread thread;

    /// @param asOf the last look that succeeded, or the beginning
    private record Seen(Instant asOf, boolean ever, Optional<LastError> failure, List<GroupStanding> groups) {}

    /// @param workers what those of this process show now
    public GroupMonitor(EventLog eventLog, Supplier<List<WorkerStatus>> workers, MeterRegistry meters) {
        this(eventLog, workers, meters, Clock.systemUTC());
    }

    GroupMonitor(EventLog eventLog, Supplier<List<WorkerStatus>> workers, MeterRegistry meters, Clock clock) {
        this.workers = workers;
        this.meters = new GroupMeters(meters);
        this.clock = clock;
        this.admin = eventLog.groups();
        this.watch = new Watch(admin);
        this.seen = new Seen(clock.instant(), false, Optional.empty(), List.of());
    }

    /// Returns at once.
    public void start() {
        workers.get()
                .forEach(worker -> meters.expect(worker.group(), worker.topics().keySet()));
        Thread started = Thread.ofPlatform().daemon().name("group-monitor").unstarted(this::run);
        thread = started;
        started.start();
    }

    public Standings standings() {
        Seen last = seen;
        Duration age = Duration.between(last.asOf(), clock.instant());
        Optional<LastError> failure = last.failure();
        if (failure.isEmpty() && age.compareTo(pause.plus(SILENCE_LIMIT)) > 0) {
            String message = "Cannot ask the log: no answer, got: nothing for %d s".formatted(age.toSeconds());
            failure = Optional.of(new LastError(message, last.asOf()));
        }
        Optional<Instant> asOf = last.ever() ? Optional.of(last.asOf()) : Optional.empty();
        if (failure.isEmpty()) {
            return new Standings(asOf, Optional.empty(), last.groups());
        }
        LastError cause = failure.get();
        Verdict atBest = age.compareTo(Window.SPAN) > 0 ? Verdict.STALLED : Verdict.WARN;
        return new Standings(
                asOf,
                Optional.of(cause.message()),
                last.groups().stream()
                        .map(group -> group.worsened(atBest, LOG_DOWN, cause))
                        .toList());
    }

    private void run() {
        try (admin) {
            while (!stopRequested.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                long started = System.nanoTime();
                look();
                pause = pauseAfter(Duration.ofNanos(System.nanoTime() - started));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private static Duration pauseAfter(Duration look) {
        Duration leisurely = look.multipliedBy(LEISURE);
        Duration longest = Window.MAX_GAP.dividedBy(2);
        if (leisurely.compareTo(Window.INTERVAL) < 0) {
            return Window.INTERVAL;
        }
        return leisurely.compareTo(longest) < 0 ? leisurely : longest;
    }

    /// One look. On the monitor's thread.
    void look() {
        Seen last = seen;
        Instant now = clock.instant();
        OwnGroups own = new OwnGroups(workers.get());
        try {
            List<GroupStanding> groups = watch.look(now, own);
            if (last.failure().isPresent()) {
                log.atInfo().log("Groups can be watched again");
            }
            seen = new Seen(now, true, Optional.empty(), groups);
        } catch (BusFailure e) {
            if (last.failure().isEmpty()) {
                log.atWarn().setCause(e).log("Can't watch the groups now");
            }
            LastError failure = new LastError(Objects.requireNonNullElse(e.getMessage(), "?"), clock.instant());
            List<GroupStanding> groups = last.ever() ? last.groups() : own.unseen();
            seen = new Seen(last.asOf(), last.ever(), Optional.of(failure), groups);
        }
        meters.show(standings());
    }

    @Override
    public void close() {
        stopRequested.countDown();
        Thread running = thread;
        if (running == null) {
            admin.close();
            return;
        }
        // It may wait for a log that does not answer.
        running.interrupt();
        try {
            if (!stopped.await(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                log.atWarn().log("The group monitor did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
