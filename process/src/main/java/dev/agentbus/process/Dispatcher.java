package dev.agentbus.process;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.Disposition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/// Which event may be handled now: per key one at a time, in order. A key whose first event has failed
/// steps aside until the next attempt, all behind it, and the other keys flow on. Decides without
/// threads; owned by the worker's thread.
final class Dispatcher {
    /// An event handed out.
    ///
    /// @param attempt 1 for the first
    record Task(KeyQueue queue, Entry.Decoded entry, int attempt) {}

    /// How handling an event ended.
    sealed interface Outcome {
        record Done() implements Outcome {}

        /// @param health what the destination said afterwards
        record Failed(Exception cause, EventHandler.Health health) implements Outcome {}
    }

    private final RetryPolicy policy;
    private final WorkerTime time;
    private final Breaker breaker;
    private final Map<KeyQueue.Key, KeyQueue> queues = new HashMap<>();
    private final Deque<KeyQueue> ready = new ArrayDeque<>();
    private final PriorityQueue<KeyQueue> aside = new PriorityQueue<>(Comparator.comparing(KeyQueue::due));
    private final Deque<Entry.Hopeless> givenUp = new ArrayDeque<>();
    private int inHand;
    private boolean aloneInHand;
    private int events;
    private long bytes;

    Dispatcher(RetryPolicy policy, BackOff outage, WorkerTime time) {
        this.policy = policy;
        this.time = time;
        this.breaker = new Breaker(outage);
    }

    /// Takes an event in.
    ///
    /// @param memory what a former life knew of it
    void add(Entry entry, Progress.Open memory) {
        events++;
        bytes += entry.bytes();
        KeyQueue.Key key = KeyQueue.Key.of(entry.record());
        KeyQueue queue = queues.get(key);
        if (queue == null) {
            queue = new KeyQueue(key);
            queues.put(key, queue);
            queue.add(entry, memory);
            lineUp(queue);
        } else {
            queue.add(entry, memory);
        }
    }

    private void lineUp(KeyQueue queue) {
        if (queue.first() instanceof Entry.Hopeless hopeless) {
            giveUp(queue, hopeless);
        } else if (queue.state() == KeyQueue.State.ASIDE) {
            aside.add(queue);
        } else {
            queue.state(KeyQueue.State.READY);
            ready.addLast(queue);
        }
    }

    private void giveUp(KeyQueue queue, Entry.Hopeless hopeless) {
        queue.state(KeyQueue.State.GIVEN_UP);
        givenUp.addLast(hopeless);
    }

    /// The next event to handle, which is then in hand until [#ended].
    Optional<Task> next() {
        lineUpDue();
        KeyQueue queue = ready.peekFirst();
        if (queue == null || aloneInHand || (breaker.open() && (inHand > 0 || !breaker.mayProbe(time.now())))) {
            return Optional.empty();
        }
        Entry.Decoded entry = (Entry.Decoded) queue.first();
        if (entry.alone() && inHand > 0) {
            return Optional.empty();
        }
        ready.removeFirst();
        queue.state(KeyQueue.State.IN_HAND);
        inHand++;
        aloneInHand = entry.alone();
        return Optional.of(new Task(queue, entry, queue.attempts() + 1));
    }

    private void lineUpDue() {
        Instant now = time.clock().instant();
        while (!aside.isEmpty() && !aside.peek().due().isAfter(now)) {
            KeyQueue queue = Objects.requireNonNull(aside.poll());
            queue.state(KeyQueue.State.READY);
            ready.addLast(queue);
        }
    }

    /// @return whether the event is done; false when it will be tried again, was given up, or is not
    ///     ours any more
    boolean ended(Task task, Outcome outcome) {
        inHand--;
        aloneInHand = false;
        KeyQueue queue = task.queue();
        if (queue.state() == KeyQueue.State.DROPPED) {
            return false;
        }
        return switch (outcome) {
            case Outcome.Done _ -> {
                breaker.succeeded();
                remove(queue);
                yield true;
            }
            case Outcome.Failed failed -> {
                failed(queue, task.entry(), failed);
                yield false;
            }
        };
    }

    private void failed(KeyQueue queue, Entry.Decoded entry, Outcome.Failed failed) {
        Instant now = time.clock().instant();
        if (!policy.retries(failed.cause())) {
            giveUp(queue, hopeless(entry, failed.cause(), Disposition.POISON, queue.failed(now)));
            return;
        }
        if (failed.cause() instanceof RetryLater later && !later.attempted()) {
            queue.stepAside(now.plus(delayAfter(queue.attempts() + 1, later)));
            aside.add(queue);
            return;
        }
        if (isOutage(queue, failed.health())) {
            breaker.down(queue, time.now());
            queue.state(KeyQueue.State.READY);
            ready.addLast(queue);
            return;
        }
        Attempts attempts = queue.failed(now);
        if (!policy.allowsAnotherAfter(attempts.count())) {
            giveUp(queue, hopeless(entry, failed.cause(), Disposition.EXHAUSTED, attempts));
        } else {
            queue.stepAside(now.plus(delayAfter(attempts.count(), failed.cause())));
            aside.add(queue);
        }
    }

    private boolean isOutage(KeyQueue queue, EventHandler.Health health) {
        return switch (health) {
            case DOWN -> true;
            case UP -> {
                breaker.succeeded();
                yield false;
            }
            case UNKNOWN -> breaker.open() || breaker.trips(queue);
        };
    }

    private Duration delayAfter(int attempts, Exception cause) {
        Duration own = policy.delayAfter(attempts, time.random());
        if (cause instanceof RetryLater later) {
            Duration asked = policy.bounded(later.delay());
            return asked.compareTo(own) > 0 ? asked : own;
        }
        return own;
    }

    private static Entry.Hopeless hopeless(
            Entry.Decoded entry, Exception cause, Disposition disposition, Attempts attempts) {
        PermanentFailure verdict = cause instanceof PermanentFailure permanent
                ? permanent
                : new PermanentFailure(
                        "Cannot handle event: it failed %d times, got: %s".formatted(attempts.count(), cause), cause);
        return new Entry.Hopeless(entry.record(), verdict, disposition, attempts);
    }

    /// What was given up and is to go to the dead letters, in order; each then is to be told to
    /// [#lettered].
    List<Entry.Hopeless> takeGivenUp() {
        List<Entry.Hopeless> taken = List.copyOf(givenUp);
        givenUp.clear();
        return taken;
    }

    /// It is safe among the dead letters.
    ///
    /// @return whether the event is done by that; false when it is not ours any more
    boolean lettered(Entry.Hopeless hopeless) {
        KeyQueue queue = queues.get(KeyQueue.Key.of(hopeless.record()));
        if (queue == null
                || queue.state() != KeyQueue.State.GIVEN_UP
                || !queue.first().position().equals(hopeless.position())) {
            return false;
        }
        remove(queue);
        return true;
    }

    private void remove(KeyQueue queue) {
        events--;
        bytes -= queue.first().bytes();
        if (queue.removeFirst()) {
            lineUp(queue);
        } else {
            queues.remove(queue.key());
            breaker.forget(queue);
        }
    }

    /// Leaves out what is not ours any more; what is in hand ends unheard.
    void drop(Set<LogPartition> partitions) {
        queues.values().removeIf(queue -> {
            if (!partitions.contains(queue.key().partition())) {
                return false;
            }
            for (Entry entry : queue.entries()) {
                events--;
                bytes -= entry.bytes();
            }
            queue.state(KeyQueue.State.DROPPED);
            ready.remove(queue);
            aside.remove(queue);
            breaker.forget(queue);
            return true;
        });
        givenUp.removeIf(hopeless -> partitions.contains(hopeless.partition()));
    }

    /// Whether the destination is taken to be down.
    boolean outage() {
        return breaker.open();
    }

    /// Whether fetching should go on in spite of an outage: all keys at hand have failed as probes.
    boolean needsOtherKeys() {
        return breaker.needsOtherKeys(queues.size());
    }

    int inHand() {
        return inHand;
    }

    int events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    /// Events that wait for a next attempt, or behind one that does, by partition.
    Map<LogPartition, Integer> aside() {
        Map<LogPartition, Integer> counts = new HashMap<>();
        aside.forEach(queue -> counts.merge(queue.key().partition(), queue.size(), Integer::sum));
        return counts;
    }

    /// What is to be remembered of the events that were tried, by offset.
    NavigableMap<Long, Progress.Open> tried(LogPartition partition) {
        NavigableMap<Long, Progress.Open> tried = new TreeMap<>();
        for (KeyQueue queue : queues.values()) {
            if (queue.key().partition().equals(partition)) {
                queue.memory().ifPresent(memory -> tried.put(memory.offset(), memory));
            }
        }
        return tried;
    }

    /// Until something may be handled that may not now; [Long#MAX_VALUE] when nothing waits.
    long nanosUntilNext() {
        long untilDue = aside.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(
                        0,
                        Duration.between(time.clock().instant(), aside.peek().due())
                                .toNanos());
        return ready.isEmpty() ? untilDue : Math.min(untilDue, breaker.nanosUntilProbe(time.now()));
    }
}
