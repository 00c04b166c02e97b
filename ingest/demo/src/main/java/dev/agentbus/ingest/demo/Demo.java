package dev.agentbus.ingest.demo;

import dev.agentbus.ingest.demo.Entrance.Dispatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Sends what a [Fleet] says through the public doors of a bus, each event at its time. One thread runs it; any may
/// look
/// and stop it.
public final class Demo {
    /// How long the doors may take to acknowledge what they were given.
    public static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    /// Below this a thread does not bother to sleep.
    private static final long EARLY_NANOS = 1_000_000;
    private static final long LONGEST_NAP_NANOS = 100_000_000;

    private final DemoSettings settings;
    private final DemoBus bus;
    private final Duration closeLimit;
    private final Fleet fleet;
    private final Tally tally = new Tally();
    private final OpenExecutions open = new OpenExecutions();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long begunNanos = System.nanoTime();
    private volatile boolean stopping;
    private volatile long behindNanos;
    private volatile long tookNanos;

    public Demo(DemoSettings settings, DemoBus bus) {
        this(settings, bus, CLOSE_LIMIT);
    }

    Demo(DemoSettings settings, DemoBus bus, Duration closeLimit) {
        this.settings = settings;
        this.closeLimit = closeLimit;
        this.bus = bus;
        this.fleet = Fleet.of(settings.seed(), settings.agents());
    }

    /// Returns when all events are sent, the time is over or somebody stops it, and what was sent is acknowledged.
    public DemoReport run() {
        Map<Door, Entrance> doors = new EnumMap<>(Door.class);
        try {
            doors.put(Door.HTTP, new HttpEntrance(bus, tally));
            bus.sdk().ifPresent(sdk -> doors.put(Door.SDK, new SdkEntrance(sdk, tally)));
            bus.skills().ifPresent(skills -> doors.put(Door.SKILL, new SkillEntrance(skills, tally)));
            send(doors);
            awaitAnswers();
        } finally {
            long deadline = System.nanoTime() + closeLimit.toNanos();
            doors.values().forEach(door -> door.close(deadline));
            tookNanos = System.nanoTime() - begunNanos;
            ended.countDown();
        }
        return soFar();
    }

    /// Ends after the event that is under way.
    public void stop() {
        stopping = true;
    }

    /// Waits until [#run()] has ended.
    ///
    /// @return false when the limit came first
    public boolean awaitEnd(Duration limit) {
        try {
            return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public DemoReport soFar() {
        Map<Door, Long> byDoor = tally.byDoor();
        long took = tookNanos == 0 ? System.nanoTime() - begunNanos : tookNanos;
        return new DemoReport(
                settings.seed(),
                settings.agents(),
                tally.sent(),
                byDoor.values().stream().mapToLong(Long::longValue).sum(),
                tally.spooledSoFar(),
                tally.waitingAtTheEnd(),
                tally.refusedSoFar(),
                byDoor,
                tally.byTopic(),
                Duration.ofNanos(took),
                Duration.ofNanos(Math.max(0, behindNanos)),
                tally.complaints());
    }

    private void send(Map<Door, Entrance> doors) {
        Instant start = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
        long startNanos = System.nanoTime();
        Instant end = settings.limit().map(start::plus).orElse(Instant.MAX);
        for (long number = 0; number < settings.events(); number++) {
            FleetEvent event = fleet.next();
            Moment moment = settings.pace().momentOf(number, event.atMillis(), start);
            boolean over = moment.time().isAfter(end);
            long due = startNanos
                    + Duration.between(start, over ? end : moment.time()).toNanos();
            // The past is told late by design.
            behindNanos = due < startNanos ? 0 : System.nanoTime() - due;
            awaitTime(due);
            if (stopping || over || !doorOf(event, doors).send(new Dispatch(event, moment), () -> stopping)) {
                sayGoodbye(event.atMillis(), moment.speed(), doors);
                return;
            }
            sent(event);
        }
    }

    /// Ended in the middle of things: whoever is at work says that it stops. An exact number of events is left as it
    /// is.
    private void sayGoodbye(long atMillis, double speed, Map<Door, Entrance> doors) {
        Moment now = new Moment(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS), speed);
        long deadline = System.nanoTime() + closeLimit.toNanos() / 2;
        for (FleetEvent event : open.cancelAll(atMillis, fleet.dying())) {
            if (!doorOf(event, doors).send(new Dispatch(event, now), () -> System.nanoTime() - deadline > 0)) {
                return;
            }
            tally.sent(event);
        }
    }

    /// Waits for as long as answers come: a machine that is busy with other things is slow, not gone.
    private void awaitAnswers() {
        long answered = -1;
        long deadline = 0;
        while (!stopping && tally.answered() < tally.sent()) {
            if (tally.answered() != answered) {
                answered = tally.answered();
                deadline = System.nanoTime() + closeLimit.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                return;
            }
            LockSupport.parkNanos(LONGEST_NAP_NANOS);
        }
    }

    private void sent(FleetEvent event) {
        tally.sent(event);
        open.note(event);
    }

    /// By HTTP where its own door is not there.
    private static Entrance doorOf(FleetEvent event, Map<Door, Entrance> doors) {
        return Objects.requireNonNull(doors.getOrDefault(event.door(), doors.get(Door.HTTP)));
    }

    private void awaitTime(long dueNanos) {
        long left = dueNanos - System.nanoTime();
        while (left > EARLY_NANOS && !stopping) {
            LockSupport.parkNanos(Math.min(left, LONGEST_NAP_NANOS));
            left = dueNanos - System.nanoTime();
        }
    }
}
