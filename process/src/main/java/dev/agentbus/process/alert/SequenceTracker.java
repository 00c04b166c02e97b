package dev.agentbus.process.alert;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A sequence that was completed: the first event and then the second, within a time and with nothing
/// between that forbids it. The alert lasts for the cool-down after the latest time it happened.
final class SequenceTracker implements Tracker {
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int WITHOUT = 4;
    private static final long NONE = Long.MIN_VALUE;

    private final long within;
    private final long coolDown;
    private final Map<AlertKey, State> keys = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Deque<Change> fired = new ArrayDeque<>();

    /// @param begun when the first event was seen, or [#NONE]
    /// @param firedAt of the alert, or [#NONE]
    /// @param until when the alert is over
    private record State(long begun, long firedAt, long until, Evidence evidence) {}

    SequenceTracker(Rule.Sequence rule) {
        this.within = rule.within().toMillis();
        this.coolDown = rule.terms().coolDown().toMillis();
    }

    @Override
    public boolean see(Sighting sighting, Sighting.Part part) {
        AlertKey key = part.key();
        State state = keys.get(key);
        if (state == null) {
            if (keys.size() >= MAX_KEYS) {
                return false;
            }
            state = new State(NONE, NONE, NONE, sighting.evidence());
        }
        if ((part.sources() & WITHOUT) != 0) {
            state = new State(NONE, state.firedAt(), state.until(), state.evidence());
        }
        if ((part.sources() & SECOND) != 0 && state.begun() != NONE && sighting.at() - state.begun() <= within) {
            state = completed(key, state, sighting);
        }
        if ((part.sources() & FIRST) != 0) {
            state = new State(sighting.at(), state.firedAt(), state.until(), sighting.evidence());
        }
        put(key, state);
        return true;
    }

    private State completed(AlertKey key, State state, Sighting sighting) {
        List<Evidence> evidence = List.of(state.evidence(), sighting.evidence());
        boolean again = state.firedAt() != NONE;
        if (!again) {
            fired.add(new Change(key, Change.Kind.FIRED, sighting.at(), sighting.at(), Double.NaN, evidence, ""));
        }
        return new State(NONE, again ? state.firedAt() : sighting.at(), sighting.at() + coolDown, sighting.evidence());
    }

    private void put(AlertKey key, State state) {
        if (state.begun() == NONE && state.firedAt() == NONE) {
            keys.remove(key);
            deadlines.remove(key);
            return;
        }
        keys.put(key, state);
        long forgotten = state.begun() == NONE ? Long.MAX_VALUE : state.begun() + within + 1;
        deadlines.set(key, state.firedAt() == NONE ? forgotten : Math.min(forgotten, state.until()));
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        while (!fired.isEmpty()) {
            changes.accept(fired.removeFirst());
        }
        for (Optional<Deadlines.Deadline> next = deadlines.poll(to); next.isPresent(); next = deadlines.poll(to)) {
            pass(next.get().key(), next.get().at(), changes);
        }
    }

    private void pass(AlertKey key, long at, Consumer<Change> changes) {
        State state = keys.get(key);
        if (state == null) {
            return;
        }
        boolean over = state.firedAt() != NONE && state.until() <= at;
        if (over) {
            changes.accept(resolved(key, state, at, Change.OVER));
        }
        boolean tooLong = state.begun() != NONE && at > state.begun() + within;
        put(
                key,
                new State(
                        tooLong ? NONE : state.begun(),
                        over ? NONE : state.firedAt(),
                        state.until(),
                        state.evidence()));
    }

    private static Change resolved(AlertKey key, State state, long at, String reason) {
        return new Change(
                key, Change.Kind.RESOLVED, at, state.firedAt(), Double.NaN, List.of(state.evidence()), reason);
    }

    @Override
    public void abandon(long at, Consumer<Change> changes) {
        keys.forEach((key, state) -> {
            if (state.firedAt() != NONE) {
                changes.accept(resolved(key, state, at, Change.RULE_CHANGED));
            }
        });
        keys.clear();
        deadlines.clear();
    }

    @Override
    public int keys() {
        return keys.size();
    }

    @Override
    public void save(ObjectNode into) {
        ArrayNode all = into.putArray("keys");
        keys.forEach((key, state) -> {
            ObjectNode node = all.addObject();
            Saved.writeKey(node, key);
            node.put("begun", state.begun()).put("fired", state.firedAt()).put("until", state.until());
            Saved.writeEvidence(node, List.of(state.evidence()));
        });
    }

    @Override
    public void restore(JsonNode from) {
        for (JsonNode node : from.path("keys")) {
            put(
                    Saved.readKey(node),
                    new State(
                            node.path("begun").asLong(),
                            node.path("fired").asLong(),
                            node.path("until").asLong(),
                            Saved.readEvidence(node).getFirst()));
        }
    }
}
