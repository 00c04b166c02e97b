package dev.agentbus.process.alert;

import dev.agentbus.log.LogPartition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How far event time has come: nothing before it is expected any more. No clock of its own, one thread.
///
/// Two bounds, the lower one counts:
///
/// - A partition with unread records has come as far as its newest event, less `lateness`. So partitions
///   that are read one after the other don't outrun each other.
/// - All together have come as far as the newest event anywhere was `lateness` ago. What happened by then
///   has had so long to reach the log.
///
/// While the newest event is of the present (within [#LIVE] of the wall clock), the wall clock stands in
/// for it: quiet windows close by themselves. A day of the past, however fast it is published, is driven
/// by its own events alone.
final class Watermark {
    static final Duration LIVE = Duration.ofHours(1);
    /// A partition whose position has not moved for so long holds nobody up: it has been paused, or what
    /// looks unread are the log's own marks.
    static final Duration STUCK = Duration.ofSeconds(30);

    private long lateness;
    private final Map<LogPartition, Partition> partitions = new HashMap<>();
    private final Deque<Tick> ticks = new ArrayDeque<>();
    private long newest = Evaluation.BEGINNING;
    private long value = Evaluation.BEGINNING;

    /// @param newest the newest event's time, or [Evaluation#BEGINNING]
    /// @param end one past the last record, as last asked
    /// @param movedAt wall clock
    private record Partition(long next, long newest, long end, long movedAt) {}

    private record Tick(long wall, long clock) {}

    Watermark(Duration lateness) {
        this.lateness = lateness.toMillis();
    }

    /// Goes on from where it was.
    void restore(long watermark, long newestEvent) {
        value = watermark;
        newest = newestEvent;
    }

    void lateness(Duration other) {
        lateness = other.toMillis();
    }

    /// An event was read.
    ///
    /// @param at its time, in milliseconds
    void saw(LogPartition partition, long at) {
        Partition known = partitions.get(partition);
        if (known == null) {
            partitions.put(partition, new Partition(0, at, 0, Evaluation.BEGINNING));
        } else if (at > known.newest()) {
            partitions.put(partition, new Partition(known.next(), at, known.end(), known.movedAt()));
        }
        newest = Math.max(newest, at);
    }

    /// Everything before `next` was read.
    void reached(LogPartition partition, long next, long wall) {
        Partition known = partitions.getOrDefault(partition, new Partition(0, Evaluation.BEGINNING, 0, wall));
        partitions.put(partition, new Partition(next, known.newest(), known.end(), wall));
    }

    /// The log was asked where its partitions end.
    ///
    /// @param ends of every partition that counts
    /// @param wall when it was asked
    /// @return the watermark, which never goes back
    long look(Map<LogPartition, Long> ends, long wall) {
        long bound = Long.MAX_VALUE;
        for (Map.Entry<LogPartition, Long> end : ends.entrySet()) {
            Partition known =
                    partitions.getOrDefault(end.getKey(), new Partition(0, Evaluation.BEGINNING, end.getValue(), wall));
            Partition now = new Partition(known.next(), known.newest(), end.getValue(), moved(known, wall));
            partitions.put(end.getKey(), now);
            boolean unread = now.next() < now.end();
            if (unread && wall - now.movedAt() < STUCK.toMillis()) {
                bound = Math.min(bound, now.newest() == Evaluation.BEGINNING ? value : now.newest() - lateness);
            }
        }
        value = Math.max(value, Math.min(bound, settled(wall)));
        return value;
    }

    /// What has just become unread has not been stuck before.
    private static long moved(Partition known, long wall) {
        return known.next() >= known.end() || known.movedAt() == Evaluation.BEGINNING ? wall : known.movedAt();
    }

    /// What the clock of events showed `lateness` ago.
    private long settled(long wall) {
        clock(wall).ifPresent(clock -> ticks.addLast(new Tick(wall, clock)));
        long settled = Evaluation.BEGINNING;
        while (!ticks.isEmpty() && ticks.getFirst().wall() <= wall - lateness) {
            settled = ticks.removeFirst().clock();
        }
        return settled;
    }

    private Optional<Long> clock(long wall) {
        if (newest == Evaluation.BEGINNING) {
            return Optional.empty();
        }
        if (Math.abs(wall - newest) <= LIVE.toMillis()) {
            newest = Math.max(newest, wall);
        }
        return Optional.of(newest);
    }

    /// Of an event, or of the wall clock in its place.
    long newest() {
        return newest;
    }
}
