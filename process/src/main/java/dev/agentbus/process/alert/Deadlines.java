package dev.agentbus.process.alert;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// When each key is to be looked at; at most one time per key. Putting a time off costs a look-up.
final class Deadlines {
    private final PriorityQueue<Deadline> queue = new PriorityQueue<>();
    private final Map<AlertKey, Due> byKey = new HashMap<>();

    /// @param at in milliseconds
    record Deadline(long at, AlertKey key) implements Comparable<Deadline> {
        @Override
        public int compareTo(Deadline other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    /// @param queued the time of its entry in the queue, not after `at`
    private record Due(long at, long queued) {}

    /// Replaces the key's time.
    void set(AlertKey key, long at) {
        Due before = byKey.get(key);
        if (before != null && before.queued() <= at) {
            byKey.put(key, new Due(at, before.queued()));
            return;
        }
        queue.add(new Deadline(at, key));
        byKey.put(key, new Due(at, at));
    }

    void remove(AlertKey key) {
        byKey.remove(key);
    }

    /// Takes the earliest one out, if it is not after `to`.
    Optional<Deadline> poll(long to) {
        for (Deadline first = queue.peek(); first != null && first.at() <= to; first = queue.peek()) {
            queue.remove();
            Due due = byKey.get(first.key());
            if (due == null || due.queued() != first.at()) {
                continue;
            }
            if (due.at() > first.at()) {
                queue.add(new Deadline(due.at(), first.key()));
                byKey.put(first.key(), new Due(due.at(), due.at()));
                continue;
            }
            byKey.remove(first.key());
            return Optional.of(first);
        }
        return Optional.empty();
    }

    void clear() {
        queue.clear();
        byKey.clear();
    }
}
