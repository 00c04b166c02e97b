package dev.agentbus.ingest.demo;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Counts what was sent and what became of it. Any thread.
final class Tally {
    private static final int MAX_COMPLAINTS = 5;

    private final Map<String, LongAdder> sentByTopic = new ConcurrentHashMap<>();
    private final Map<Door, LongAdder> acknowledged = new ConcurrentHashMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder spooled = new LongAdder();
    private volatile long waiting;
    private final LongAdder refused = new LongAdder();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();

    void sent(FleetEvent event) {
        sent.increment();
        sentByTopic.computeIfAbsent(event.topic().value(), _ -> new LongAdder()).increment();
    }

    void acknowledged(Door door) {
        acknowledged.computeIfAbsent(door, _ -> new LongAdder()).increment();
    }

    /// Acknowledged, and on disk until the log takes it.
    void spooled() {
        spooled.increment();
    }

    /// Of these, still there at the end.
    void waiting(long events) {
        waiting = events;
    }

    void refused(String reason) {
        refused.increment();
        if (complaints.size() < MAX_COMPLAINTS) {
            complaints.add(reason);
        }
    }

    long sent() {
        return sent.sum();
    }

    long spooledSoFar() {
        return spooled.sum();
    }

    long waitingAtTheEnd() {
        return waiting;
    }

    long refusedSoFar() {
        return refused.sum();
    }

    /// Acknowledged or refused.
    long answered() {
        return refusedSoFar()
                + acknowledged.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Map<Door, Long> byDoor() {
        Map<Door, Long> counts = new EnumMap<>(Door.class);
        acknowledged.forEach((door, count) -> counts.put(door, count.sum()));
        return counts;
    }

    Map<String, Long> byTopic() {
        Map<String, Long> counts = new TreeMap<>();
        sentByTopic.forEach((topic, count) -> counts.put(topic, count.sum()));
        return counts;
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }
}
