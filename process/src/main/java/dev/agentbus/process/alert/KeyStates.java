package dev.agentbus.process.alert;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a tracker knows of each key, when it has to look at it again, and what it found meanwhile. One thread.
final class KeyStates<S> {
    private final Map<AlertKey, S> states = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Deque<Change> found = new ArrayDeque<>();
    private final Set<AlertKey> changed = new HashSet<>();

    /// What happens when the time of a key has come.
    interface Passing<S> {
        void pass(AlertKey key, S state, long at, Consumer<Change> changes);
    }

    /// How an alert ends with its rule; empty for a key without one.
    interface Ending<S> {
        Optional<Change> end(AlertKey key, S state);
    }

    @Nullable
    S find(AlertKey key) {
        return states.get(key);
    }

    /// Whether there is room for it.
    boolean takes(AlertKey key) {
        return states.size() < Tracker.MAX_KEYS || states.containsKey(key);
    }

    void put(AlertKey key, S state, long deadline) {
        states.put(key, state);
        deadlines.set(key, deadline);
        changed.add(key);
    }

    void remove(AlertKey key) {
        states.remove(key);
        deadlines.remove(key);
        changed.add(key);
    }

    /// To be told with the next [#advance].
    void found(Change change) {
        found.add(change);
    }

    void advance(long to, Passing<S> passing, Consumer<Change> changes) {
        while (!found.isEmpty()) {
            changes.accept(found.removeFirst());
        }
        for (Optional<Deadlines.Deadline> next = deadlines.poll(to); next.isPresent(); next = deadlines.poll(to)) {
            S state = states.get(next.get().key());
            if (state != null) {
                passing.pass(next.get().key(), state, next.get().at(), changes);
            }
        }
    }

    void abandon(Ending<S> ending, Consumer<Change> changes) {
        states.forEach((key, state) -> ending.end(key, state).ifPresent(changes));
        changed.addAll(states.keySet());
        states.clear();
        deadlines.clear();
    }

    int size() {
        return states.size();
    }

    /// Tells what has changed since [#kept()].
    void changes(KeyChange.Taker taker, BiConsumer<ObjectNode, S> writing) {
        for (AlertKey key : changed) {
            taker.take(key, Optional.ofNullable(states.get(key)).map(state -> {
                ObjectNode node = Saved.JSON.createObjectNode();
                writing.accept(node, state);
                return node;
            }));
        }
    }

    void kept() {
        changed.clear();
    }
}
