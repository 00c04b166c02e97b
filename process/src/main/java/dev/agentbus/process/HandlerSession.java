package dev.agentbus.process;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.CommittedPosition;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A membership that hands events to an [EventHandler]: polls, decodes, lets the [Dispatcher] decide
/// what may be handled, and commits how far each partition is, with what is done beyond and what waits
/// for its next attempt.
final class HandlerSession implements Session {
    private static final Logger log = LoggerFactory.getLogger(HandlerSession.class);
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    /// While events are in hand: how often to look for new ones.
    private static final Duration BUSY_POLL_LIMIT = Duration.ofMillis(5);
    /// How long a revocation waits for what is in hand; what ends later is handled again by the next
    /// owner.
    private static final Duration REVOKE_LIMIT = Duration.ofSeconds(10);

    private final LogReader reader;
    private final HandlerCall call;
    private final HandlerSettings settings;
    private final WorkerParts parts;
    private final Lane hands;
    private final EntryReader entries;
    private final Ownership ownership;
    private final Dispatcher dispatcher;
    private final RateLimit rate;
    private final BackOff letterBackOff;
    private final BackOff claimBackOff;
    private final Map<LogPartition, OffsetTracker> trackers = new HashMap<>();
    private List<Entry.Hopeless> letters = List.of();

    /// @param hands closed with the session
    HandlerSession(LogReader reader, EventHandler handler, HandlerSettings settings, WorkerParts parts, Lane hands) {
        this.reader = reader;
        this.call = new HandlerCall(handler, parts);
        this.settings = settings;
        this.parts = parts;
        this.hands = hands;
        this.entries = new EntryReader(parts);
        this.ownership = new Ownership(reader, parts, this::noteOf);
        this.dispatcher = new Dispatcher(settings.retry(), backOff(), parts.time());
        this.rate =
                new RateLimit(parts.settings().eventsPerSecond(), parts.time().now());
        this.letterBackOff = backOff();
        this.claimBackOff = backOff();
    }

    private BackOff backOff() {
        return new BackOff(parts.settings().retry(), parts.time().random());
    }

    @Override
    public void join() {
        reader.subscribe(parts.decoders().keySet(), this);
    }

    @Override
    public boolean over() {
        return false;
    }

    @Override
    public void abandon() {
        parts.lane().abandon();
        hands.abandon();
        hands.close();
    }

    @Override
    public void step() {
        long now = parts.time().now();
        settle();
        claim(now);
        startNext(now);
        pause(now);
        accept(reader.poll(pollLimit(now)));
        ownership.look(now, dispatcher.events());
    }

    private void settle() {
        hands.settle();
        parts.lane().settle();
        Map<LogPartition, Claim> positions = new HashMap<>();
        trackers.forEach((partition, tracker) -> positions.put(partition, new Claim(0, tracker.position())));
        ownership.advanced(positions);
    }

    private Duration pollLimit(long now) {
        if (hands.running() > 0 || parts.lane().running() > 0) {
            awaitAny(BUSY_POLL_LIMIT);
            return Duration.ZERO;
        }
        long nanos = Math.min(POLL_LIMIT.toNanos(), dispatcher.nanosUntilNext());
        return Duration.ofNanos(letters.isEmpty() ? nanos : Math.min(nanos, letterBackOff.nanosUntilTry(now)));
    }

    private void awaitAny(Duration limit) {
        Lane busy = hands.running() > 0 ? hands : parts.lane();
        boolean _ = busy.await(limit);
    }

    /// Reads where the group is, and what it remembers.
    private void claim(long now) {
        Set<LogPartition> unclaimed = ownership.unclaimed();
        if (unclaimed.isEmpty() || !claimBackOff.mayTry(now)) {
            return;
        }
        try {
            Map<LogPartition, CommittedPosition> committed = reader.committed(unclaimed);
            Map<LogPartition, Claim> claims = new HashMap<>();
            for (LogPartition partition : unclaimed) {
                CommittedPosition position = committed.get(partition);
                claims.put(partition, new Claim(0, position == null ? Claim.NONE : position.next()));
                if (position != null) {
                    trackers.put(partition, new OffsetTracker(Progress.of(position)));
                }
            }
            ownership.claimed(claims);
            claimBackOff.succeeded();
        } catch (TransientFailure e) {
            claimBackOff.failed(now);
            failed(e);
        }
    }

    private void startNext(long now) {
        while (!hands.busy()) {
            Optional<Dispatcher.Task> next = dispatcher.next();
            if (next.isEmpty()) {
                break;
            }
            Dispatcher.Task task = next.get();
            hands.submit(() -> handle(task));
        }
        if (letters.isEmpty()) {
            letters = dispatcher.takeGivenUp();
        }
        List<Entry.Hopeless> pending = letters;
        if (!pending.isEmpty() && !parts.lane().busy() && letterBackOff.mayTry(now)) {
            parts.lane().submit(() -> appendLetters(pending));
        }
    }

    /// On one of the hands.
    private Runnable handle(Dispatcher.Task task) {
        Dispatcher.Outcome outcome = call.make(task);
        return () -> ended(task, outcome);
    }

    private void ended(Dispatcher.Task task, Dispatcher.Outcome outcome) {
        boolean wasDown = dispatcher.outage();
        if (dispatcher.ended(task, outcome)) {
            done(task.entry());
            parts.counters()
                    .stored(
                            List.of(task.entry().event()),
                            Map.of(),
                            parts.time().clock().instant());
        }
        if (outcome instanceof Dispatcher.Outcome.Failed failed) {
            failed(failed.cause());
        }
        if (wasDown != dispatcher.outage()) {
            log.atInfo()
                    .addKeyValue("group", parts.settings().group())
                    .addKeyValue("down", dispatcher.outage())
                    .log("The handler's destination has changed");
            parts.board().state(dispatcher.outage() ? WorkerStatus.State.WAITING : WorkerStatus.State.RUNNING);
        }
    }

    private void done(Entry entry) {
        OffsetTracker tracker = trackers.get(entry.partition());
        if (tracker != null) {
            tracker.done(entry.record().offset());
            parts.guard().acquit(entry.partition(), tracker.position());
        }
    }

    /// On the lane.
    private Runnable appendLetters(List<Entry.Hopeless> pending) {
        try {
            parts.deadLetters().append(pending);
            return () -> lettered(pending);
        } catch (TransientFailure e) {
            return () -> {
                letterBackOff.failed(parts.time().now());
                failed(e);
            };
        }
    }

    private void lettered(List<Entry.Hopeless> done) {
        letterBackOff.succeeded();
        letters = List.of();
        for (Entry.Hopeless hopeless : done) {
            if (dispatcher.lettered(hopeless)) {
                done(hopeless);
                parts.counters().deadLettered(hopeless.partition().topic());
            }
        }
    }

    private void failed(Exception cause) {
        parts.board()
                .failed(
                        Objects.requireNonNullElse(cause.getMessage(), cause.toString()),
                        parts.time().clock().instant());
    }

    private void pause(long now) {
        Map<LogPartition, Integer> aside = dispatcher.aside();
        int waiting = aside.values().stream().mapToInt(Integer::intValue).sum();
        BufferLimits limits = parts.settings().buffer();
        ownership.pauseOnly(PauseReason.RETRY_DUE, waiting >= settings.asideEvents() ? aside.keySet() : Set.of());
        ownership.pause(
                PauseReason.BUFFER_FULL,
                dispatcher.events() - waiting >= limits.events() || dispatcher.bytes() >= limits.bytes());
        ownership.pause(PauseReason.SINK_DOWN, dispatcher.outage() && !dispatcher.needsOtherKeys());
        ownership.pause(PauseReason.RATE, rate.exhausted(now));
        ownership.applyPauses();
    }

    private void accept(List<LogRecord> records) {
        int accepted = 0;
        for (LogRecord record : records) {
            if (ownership.accepts(record)) {
                OffsetTracker tracker = trackers.computeIfAbsent(
                        record.partition(), _ -> new OffsetTracker(Progress.at(record.offset())));
                tracker.take(record).ifPresent(memory -> dispatcher.add(entries.read(record), memory));
                parts.counters().consumed(record.partition().topic(), 1);
                accepted++;
            }
        }
        rate.spent(accepted, parts.time().now());
    }

    private String noteOf(LogPartition partition) {
        OffsetTracker tracker = trackers.get(partition);
        return tracker == null
                ? ""
                : tracker.progress(dispatcher.tried(partition)).note();
    }

    /// Waits for what is in hand; the rest is read again after a start.
    @Override
    public void drain() {
        long deadline = parts.time().now() + parts.settings().drainLimit().toNanos();
        reader.pause(reader.assignment());
        finishHands(deadline, true);
        ownership.mirror();
    }

    private void finishHands(long deadline, boolean polling) {
        while ((hands.running() > 0 || parts.lane().running() > 0)
                && parts.time().now() < deadline) {
            awaitAny(POLL_LIMIT);
            if (polling) {
                ownership.stayMember();
            }
            settle();
        }
    }

    @Override
    public void assigned(Set<LogPartition> partitions) {
        ownership.assigned(partitions);
        if (parts.board().state() == WorkerStatus.State.JOINING) {
            parts.board().state(WorkerStatus.State.RUNNING);
        }
    }

    @Override
    public void revoked(Set<LogPartition> partitions) {
        finishHands(parts.time().now() + REVOKE_LIMIT.toNanos(), false);
        ownership.mirror();
        drop(partitions);
    }

    @Override
    public void lost(Set<LogPartition> partitions) {
        drop(partitions);
    }

    private void drop(Set<LogPartition> partitions) {
        dispatcher.drop(partitions);
        ownership.dropped(partitions);
        partitions.forEach(trackers::remove);
    }
}
