package dev.agentbus.process;

import dev.agentbus.log.LogPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// What has been read and is not yet given to the sink, in the order of reading. Times are readings
/// of one monotonic clock, in nanoseconds. Owned by the worker's thread.
final class BatchBuffer {
    private static final int MAX_WITNESSES = 8;
    private static final long MAX_HOPELESS_BYTES = 4 << 20;

    private record Waiting(Entry entry, long since) {}

    private final BatchLimits batch;
    private final BufferLimits limits;
    private final Deque<Waiting> entries = new ArrayDeque<>();
    private long bytes;
    private boolean full;

    BatchBuffer(BatchLimits batch, BufferLimits limits) {
        this.batch = batch;
        this.limits = limits;
    }

    void add(Entry entry, long now) {
        entries.addLast(new Waiting(entry, now));
        bytes += entry.bytes();
    }

    int events() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    /// Whether fetching has to stop: from the limit on, until half of it is gone.
    boolean full() {
        if (entries.size() >= limits.events() || bytes >= limits.bytes()) {
            full = true;
        } else if (entries.size() <= limits.events() / 2 && bytes <= limits.bytes() / 2) {
            full = false;
        }
        return full;
    }

    /// Whether there is a batch to be taken, and one more behind it.
    boolean ahead() {
        return entries.size() >= 2 * batch.events() || bytes >= 2 * batch.bytes();
    }

    boolean due(long now) {
        return nanosUntilDue(now) == 0;
    }

    /// Until a batch is due; [Long#MAX_VALUE] when there is nothing.
    long nanosUntilDue(long now) {
        Waiting oldest = entries.peekFirst();
        if (oldest == null) {
            return Long.MAX_VALUE;
        }
        if (entries.size() >= batch.events() || bytes >= batch.bytes()) {
            return 0;
        }
        return Math.max(0, oldest.since() + batch.delay().toNanos() - now);
    }

    /// The next batch, at least one entry.
    List<Entry> take() {
        List<Entry> taken = new ArrayList<>(Math.min(batch.events(), entries.size()));
        long takenBytes = 0;
        while (taken.size() < batch.events() && !entries.isEmpty()) {
            Entry next = entries.getFirst().entry();
            if (!taken.isEmpty() && (next.alone() || takenBytes + next.bytes() > batch.bytes())) {
                break;
            }
            entries.removeFirst();
            takenBytes += next.bytes();
            taken.add(next);
            if (next.alone()) {
                break;
            }
        }
        bytes -= takenBytes;
        return taken;
    }

    /// Some of the events that come next and may be handled with others.
    List<Entry.Decoded> witnesses() {
        List<Entry.Decoded> found = new ArrayList<>();
        for (Waiting waiting : entries) {
            if (found.size() == MAX_WITNESSES) {
                break;
            }
            if (waiting.entry() instanceof Entry.Decoded decoded && !decoded.suspect()) {
                found.add(decoded);
            }
        }
        return found;
    }

    /// What is hopeless already, the next first, as much as one request to the log may take.
    List<Entry.Hopeless> hopeless() {
        List<Entry.Hopeless> found = new ArrayList<>();
        long foundBytes = 0;
        for (Waiting waiting : entries) {
            if (waiting.entry() instanceof Entry.Hopeless entry) {
                foundBytes += entry.bytes();
                if (foundBytes > MAX_HOPELESS_BYTES) {
                    break;
                }
                found.add(entry);
            }
        }
        return found;
    }

    void drop(Set<LogPartition> partitions) {
        entries.removeIf(waiting -> partitions.contains(waiting.entry().partition()));
        bytes = entries.stream().mapToLong(waiting -> waiting.entry().bytes()).sum();
    }
}
