package dev.agentbus.process.alert;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// A sequence that was completed: the first event and then the second, within a time and with nothing
/// between that forbids it. The alert lasts for the cool-down after the latest time it happened.
final class SequenceTracker implements Tracker {
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int WITHOUT = 4;
    private static final long NONE = Long.MIN_VALUE;

    private final long within;
    private final long coolDown;
    private final KeyStates<State> keys = new KeyStates<>();

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
        if (!keys.takes(key)) {
            return false;
        }
        State known = keys.find(key);
        State state = known == null ? new State(NONE, NONE, NONE, sighting.evidence()) : known;
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
            keys.found(new Change(key, Change.Kind.FIRED, sighting.at(), sighting.at(), Double.NaN, evidence, ""));
        }
        return new State(NONE, again ? state.firedAt() : sighting.at(), sighting.at() + coolDown, sighting.evidence());
    }

    private void put(AlertKey key, State state) {
        if (state.begun() == NONE && state.firedAt() == NONE) {
            keys.remove(key);
            return;
        }
        long forgotten = state.begun() == NONE ? Long.MAX_VALUE : state.begun() + within + 1;
        keys.put(key, state, state.firedAt() == NONE ? forgotten : Math.min(forgotten, state.until()));
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        keys.advance(to, this::pass, changes);
    }

    private void pass(AlertKey key, State state, long at, Consumer<Change> changes) {
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
        keys.abandon(
                (key, state) -> state.firedAt() == NONE
                        ? Optional.empty()
                        : Optional.of(resolved(key, state, at, Change.RULE_CHANGED)),
                changes);
    }

    @Override
    public int keys() {
        return keys.size();
    }

    @Override
    public void changes(KeyChange.Taker taker) {
        keys.changes(taker, (node, state) -> {
            node.put("begun", state.begun()).put("fired", state.firedAt()).put("until", state.until());
            Saved.writeEvidence(node, List.of(state.evidence()));
        });
    }

    @Override
    public void kept() {
        keys.kept();
    }

    @Override
    public void restore(AlertKey key, JsonNode state) {
        put(
                key,
                new State(
                        state.path("begun").asLong(),
                        state.path("fired").asLong(),
                        state.path("until").asLong(),
                        Saved.readEvidence(state).getFirst()));
    }
}
