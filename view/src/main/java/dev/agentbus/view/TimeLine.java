package dev.agentbus.view;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Events in the order of their time, the newest `maxEvents` and `maxBytes` of them.
///
/// One thread writes. A [View] never changes: an append touches only slots no view has seen, and
/// whatever would touch others (an event between two others, a full array) works on a copy. Appends
/// are O(1), events that come late O(n).
final class TimeLine {
    private static final ViewEvent[] NONE = {};

    /// Events `from` to `to` of an array whose slots below `to` never change. Oldest first.
    record View(ViewEvent[] events, int from, int to) implements Iterable<ViewEvent> {
        static final View EMPTY = new View(NONE, 0, 0);

        int size() {
            return to - from;
        }

        ViewEvent at(int index) {
            return events[from + index];
        }

        /// Newest first.
        ViewEvent newest(int index) {
            return events[to - 1 - index];
        }

        /// The part that is not older.
        View since(long timeMillis) {
            int first = from;
            int end = to;
            while (first < end) {
                int middle = (first + end) >>> 1;
                if (events[middle].timeMillis() < timeMillis) {
                    first = middle + 1;
                } else {
                    end = middle;
                }
            }
            return first == from ? this : new View(events, first, to);
        }

        List<ViewEvent> toList() {
            return List.of(Arrays.copyOfRange(events, from, to));
        }

        @Override
        public Iterator<ViewEvent> iterator() {
            return new Iterator<>() {
                private int next = from;

                @Override
                public boolean hasNext() {
                    return next < to;
                }

                @Override
                public ViewEvent next() {
                    if (next >= to) {
                        throw new NoSuchElementException();
                    }
                    return events[next++];
                }
            };
        }
    }

    private final int maxEvents;
    private final long maxBytes;
    private ViewEvent[] events;
    private int from;
    private int to;
    private long sizeBytes;

    TimeLine(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.events = NONE;
    }

    void add(ViewEvent event) {
        int at = to;
        while (at > from && events[at - 1].timeMillis() > event.timeMillis()) {
            at--;
        }
        if (at == from && to - from == maxEvents) {
            return;
        }
        sizeBytes += event.sizeBytes();
        if (at < to || to == events.length) {
            copyWith(event, at);
        } else {
            events[to++] = event;
        }
        while (to - from > maxEvents || (sizeBytes > maxBytes && to - from > 1)) {
            sizeBytes -= events[from++].sizeBytes();
        }
    }

    /// Drops what is older.
    ///
    /// @return how many that were
    int dropBefore(long timeMillis) {
        int dropped = 0;
        while (from < to && events[from].timeMillis() < timeMillis) {
            sizeBytes -= events[from++].sizeBytes();
            dropped++;
        }
        if (dropped > 0 && from > (to - from)) {
            compact();
        }
        return dropped;
    }

    void dropOldest(int count) {
        for (int i = 0; i < count && from < to; i++) {
            sizeBytes -= events[from++].sizeBytes();
        }
        compact();
    }

    View view() {
        return from == to ? View.EMPTY : new View(events, from, to);
    }

    int size() {
        return to - from;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    private void copyWith(ViewEvent event, int at) {
        int size = to - from;
        int room = at == to ? Math.max(4, size + (size >> 1) + 1) : size + 1 + (size >> 2);
        ViewEvent[] copy = new ViewEvent[room];
        System.arraycopy(events, from, copy, 0, at - from);
        copy[at - from] = event;
        System.arraycopy(events, at, copy, at - from + 1, to - at);
        events = copy;
        from = 0;
        to = size + 1;
    }

    /// Lets go of what was dropped.
    private void compact() {
        events = Arrays.copyOfRange(events, from, to);
        to -= from;
        from = 0;
    }
}
