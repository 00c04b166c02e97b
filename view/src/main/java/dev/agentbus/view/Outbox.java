package dev.agentbus.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits for one client. Whoever puts something in never waits for the client: when the outbox
/// is full the oldest events go, and the client reads how many before it reads on. States replace
/// older ones of their channel. Safe for any thread.
final class Outbox {
    /// Replies wait in front; a client that asks for more without reading is not worth keeping.
    private static final int MAX_REPLIES = 256;

    private final int maxFrames;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<Frame> replies = new ArrayDeque<>();
    private final ArrayDeque<Frame> events = new ArrayDeque<>();
    private long eventBytes;
    private long missed;
    private long openingHolds = Long.MIN_VALUE;
    private final Map<Channel, Frame> states = new EnumMap<>(Channel.class);
    private boolean closed;

    Outbox(PushSettings settings) {
        this.maxFrames = settings.queueFrames();
        this.maxBytes = settings.queueBytes();
    }

    /// Puts the opening frames before everything, and leaves out the events they already hold: those
    /// that wait, and those that are still to come because they were folded before they were pushed.
    void begin(List<Frame> opening, long holdsUpTo) {
        lock.lock();
        try {
            replies.addAll(opening);
            openingHolds = holdsUpTo;
            while (!events.isEmpty() && events.peekFirst().sequence() <= holdsUpTo) {
                eventBytes -= events.removeFirst().sizeBytes();
            }
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Events, in order; those the client wants.
    void offer(List<Frame> frames, Subscription subscription) {
        lock.lock();
        try {
            boolean waiting = events.isEmpty();
            for (Frame frame : frames) {
                if (frame.sequence() > openingHolds && subscription.wants(frame)) {
                    events.addLast(frame);
                    eventBytes += frame.sizeBytes();
                }
            }
            while (events.size() > maxFrames || (eventBytes > maxBytes && events.size() > 1)) {
                eventBytes -= events.removeFirst().sizeBytes();
                missed++;
            }
            if (waiting && !events.isEmpty()) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void offerState(Frame frame) {
        lock.lock();
        try {
            states.put(frame.channel(), frame);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /// @return false when too many replies wait already
    boolean reply(Frame frame) {
        lock.lock();
        try {
            if (replies.size() >= MAX_REPLIES) {
                return false;
            }
            replies.addLast(frame);
            filled.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for something to send and takes up to about `maxBatchBytes` of it.
    ///
    /// @return empty when the time is over; null when closed and everything is taken
    @Nullable
    List<Frame> take(int maxBatchBytes, Duration limit, Instant now) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (isEmpty() && !closed && left > 0) {
                left = filled.awaitNanos(left);
            }
            if (isEmpty()) {
                return closed ? null : List.of();
            }
            return drain(maxBatchBytes, now);
        } finally {
            lock.unlock();
        }
    }

    /// What waits is still handed out; nothing new comes in.
    void close() {
        lock.lock();
        try {
            closed = true;
            events.clear();
            eventBytes = 0;
            states.clear();
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    long waitingBytes() {
        lock.lock();
        try {
            return eventBytes;
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        return replies.isEmpty() && events.isEmpty() && states.isEmpty() && missed == 0;
    }

    private List<Frame> drain(int maxBatchBytes, Instant now) {
        List<Frame> batch = new ArrayList<>();
        long bytes = 0;
        while (!replies.isEmpty() && bytes < maxBatchBytes) {
            Frame reply = replies.removeFirst();
            bytes += reply.sizeBytes();
            batch.add(reply);
        }
        if (missed > 0 && replies.isEmpty()) {
            batch.add(Frame.missed(missed, now));
            missed = 0;
        }
        while (replies.isEmpty() && !events.isEmpty() && bytes < maxBatchBytes) {
            Frame event = events.removeFirst();
            eventBytes -= event.sizeBytes();
            bytes += event.sizeBytes();
            batch.add(event);
        }
        if (replies.isEmpty()) {
            batch.addAll(states.values());
            states.clear();
        }
        return batch;
    }
}
