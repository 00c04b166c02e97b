package dev.agentbus.ingest.sdk;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A bounded queue: any thread offers and never waits, one thread takes.
///
/// A producer claims a place by moving `tail`, then fills it; the taker sees a place that is
/// claimed and not yet filled as empty, and comes back. Bounded by events and by bytes.
final class EventRing {
    private final AtomicReferenceArray<Pending> places;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final int mask;
    private final long maxBytes;

    /// @param capacity a power of two
    EventRing(int capacity, long maxBytes) {
        this.places = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
        this.maxBytes = maxBytes;
    }

    /// @return false when full
    boolean offer(Pending event) {
        // An event larger than the whole bound may pass alone, else it never could.
        long before = bytes.getAndAdd(event.bytes());
        if (before > 0 && before + event.bytes() > maxBytes) {
            bytes.addAndGet(-event.bytes());
            return false;
        }
        while (true) {
            long place = tail.get();
            if (place - head.get() > mask) {
                bytes.addAndGet(-event.bytes());
                return false;
            }
            if (tail.compareAndSet(place, place + 1)) {
                places.set((int) place & mask, event);
                return true;
            }
        }
    }

    /// The oldest event, or null. Only for the one taker.
    @Nullable
    Pending poll() {
        long place = head.get();
        Pending event = places.get((int) place & mask);
        if (event != null) {
            places.setPlain((int) place & mask, null);
            head.set(place + 1);
            bytes.addAndGet(-event.bytes());
        }
        return event;
    }

    /// Whether [#poll()] would give nothing now.
    boolean isEmpty() {
        return places.get((int) head.get() & mask) == null;
    }

    int depth() {
        return (int) Math.max(0, tail.get() - head.get());
    }

    /// Above this share of either bound?
    boolean isFilledAbove(double share) {
        return depth() > share * (mask + 1) || bytes.get() > share * maxBytes;
    }
}
