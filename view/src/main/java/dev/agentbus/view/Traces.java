package dev.agentbus.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The events of the window by correlation id, the traces touched last within a byte budget. One
/// thread writes, any thread reads.
final class Traces {
    /// Ids of traces known to have older events than memory holds; a bound, not a promise.
    private static final int MAX_PARTIAL = 20_000;

    /// An empty trace in its two maps.
    private static final int TRACE_BYTES = 400;

    /// @param complete whether memory dropped none of the trace's events and saw its beginning, as
    ///     far as it can know
    /// @param title what was asked first; null when no event says so
    record Trace(
            TimeLine.View events,
            boolean complete,
            @Nullable String title) {}

    private static final class Entry {
        final TimeLine line = new TimeLine(Integer.MAX_VALUE, Long.MAX_VALUE);
        boolean complete = true;
        long titleMillis = Long.MAX_VALUE;

        @Nullable
        String title;

        /// The earliest stands.
        ///
        /// @return how many bytes more it takes
        int entitle(@Nullable String asked, long timeMillis) {
            if (asked == null || timeMillis >= titleMillis) {
                return 0;
            }
            int more = asked.length() - titleBytes();
            title = asked;
            titleMillis = timeMillis;
            return more;
        }

        int titleBytes() {
            return title == null ? 0 : title.length();
        }
    }

    private final long maxBytes;
    /// In order of the last touch, for eviction; the writer's own.
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);

    private final LinkedHashMap<String, Boolean> partial = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_PARTIAL;
        }
    };
    private final ConcurrentHashMap<String, Trace> published = new ConcurrentHashMap<>();
    private long sizeBytes;
    private long beginMillis;

    Traces(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// From when on the log was read: a trace whose oldest event is close to it may have begun
    /// before.
    void readFrom(long timeMillis) {
        beginMillis = timeMillis;
    }

    /// @param asked what the event asks of an agent; null when it asks nothing
    void add(ViewEvent event, @Nullable String asked) {
        String id = event.correlationId();
        if (id == null) {
            return;
        }
        Entry entry = entries.computeIfAbsent(id, _ -> new Entry());
        if (entry.line.size() == 0) {
            sizeBytes += TRACE_BYTES;
            entry.complete = !partial.containsKey(id);
        }
        long before = entry.line.sizeBytes();
        entry.line.add(event);
        sizeBytes += entry.line.sizeBytes() - before + entry.entitle(asked, event.timeMillis());
        publish(id, entry);
        while (sizeBytes > maxBytes && entries.size() > 1) {
            evictEldest();
        }
        if (sizeBytes > maxBytes) {
            halve(id, entry);
        }
    }

    /// The trace has events that memory does not hold.
    void markPartial(String correlationId) {
        partial.put(correlationId, true);
        Entry entry = entries.get(correlationId);
        if (entry != null && entry.complete) {
            entry.complete = false;
            publish(correlationId, entry);
        }
    }

    void dropBefore(long timeMillis) {
        var each = entries.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Entry> next = each.next();
            Entry entry = next.getValue();
            TimeLine.View view = entry.line.view();
            if (view.size() > 0 && view.at(0).timeMillis() >= timeMillis) {
                continue;
            }
            long before = entry.line.sizeBytes();
            entry.line.dropBefore(timeMillis);
            sizeBytes += entry.line.sizeBytes() - before;
            entry.complete = false;
            if (entry.line.size() == 0) {
                sizeBytes -= TRACE_BYTES + entry.titleBytes();
                each.remove();
                published.remove(next.getKey());
            } else {
                partial.put(next.getKey(), true);
                publish(next.getKey(), entry);
            }
        }
    }

    Optional<Trace> find(String correlationId) {
        return Optional.ofNullable(published.get(correlationId));
    }

    /// All of them; changes while it is read.
    Map<String, Trace> all() {
        return Collections.unmodifiableMap(published);
    }

    int size() {
        return published.size();
    }

    long sizeBytes() {
        return sizeBytes;
    }

    private void publish(String id, Entry entry) {
        TimeLine.View view = entry.line.view();
        boolean sawItsBeginning = view.at(0).timeMillis() > beginMillis;
        published.put(id, new Trace(view, entry.complete && sawItsBeginning, entry.title));
    }

    private void evictEldest() {
        Map.Entry<String, Entry> eldest = entries.pollFirstEntry();
        Entry gone = eldest.getValue();
        sizeBytes -= gone.line.sizeBytes() + TRACE_BYTES + gone.titleBytes();
        partial.put(eldest.getKey(), true);
        published.remove(eldest.getKey());
    }

    /// One trace fills the budget alone: its older half goes.
    private void halve(String id, Entry entry) {
        TimeLine.View view = entry.line.view();
        long before = entry.line.sizeBytes();
        entry.line.dropOldest(Math.max(1, view.size() / 2));
        sizeBytes += entry.line.sizeBytes() - before;
        entry.complete = false;
        partial.put(id, true);
        publish(id, entry);
    }
}
