package dev.agentbus.process.alert;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// A sequence that was begun and not ended: the first event, and no other within a time.
final class MissingTracker implements Tracker {
    private static final int FIRST = 1;

    private final long within;
    private final long expires;
    private final KeyStates<State> keys = new KeyStates<>();

    private record State(Stage stage, long since, Evidence evidence) {}

    /// `since` is the first event's time, that of the alert, or that of the end.
    private enum Stage {
        BEGUN,
        FIRED,
        /// Kept for a moment: the beginning may have the same time and come behind the end.
        ENDED
    }

    MissingTracker(Rule.Sequence rule) {
        this.within = rule.within().toMillis();
        this.expires = rule.expires().toMillis();
    }

    @Override
    public boolean see(Sighting sighting, Sighting.Part part) {
        AlertKey key = part.key();
        if (!keys.takes(key)) {
            return false;
        }
        State before = keys.find(key);
        if ((part.sources() & ~FIRST) != 0) {
            if (before != null && before.stage() == Stage.FIRED) {
                keys.found(resolved(key, before, sighting.at(), Change.OVER, sighting.evidence()));
            }
            put(key, new State(Stage.ENDED, sighting.at(), sighting.evidence()));
        } else if (before == null || (before.stage() == Stage.ENDED && before.since() < sighting.at())) {
            put(key, new State(Stage.BEGUN, sighting.at(), sighting.evidence()));
        }
        return true;
    }

    private void put(AlertKey key, State state) {
        long deadline = state.since()
                + switch (state.stage()) {
                    case BEGUN -> within;
                    case FIRED -> expires;
                    case ENDED -> 1;
                };
        keys.put(key, state, deadline);
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        keys.advance(to, this::pass, changes);
    }

    private void pass(AlertKey key, State state, long at, Consumer<Change> changes) {
        keys.remove(key);
        switch (state.stage()) {
            case BEGUN -> {
                put(key, new State(Stage.FIRED, at, state.evidence()));
                changes.accept(new Change(key, Change.Kind.FIRED, at, at, Double.NaN, List.of(state.evidence()), ""));
            }
            case FIRED -> changes.accept(resolved(key, state, at, Change.EXPIRED, state.evidence()));
            case ENDED -> {}
        }
    }

    private static Change resolved(AlertKey key, State state, long at, String reason, Evidence evidence) {
        return new Change(key, Change.Kind.RESOLVED, at, state.since(), Double.NaN, List.of(evidence), reason);
    }

    @Override
    public void abandon(long at, Consumer<Change> changes) {
        keys.abandon(
                (key, state) -> state.stage() == Stage.FIRED
                        ? Optional.of(resolved(key, state, at, Change.RULE_CHANGED, state.evidence()))
                        : Optional.empty(),
                changes);
    }

    @Override
    public int keys() {
        return keys.size();
    }

    @Override
    public void changes(KeyChange.Taker taker) {
        keys.changes(taker, (node, state) -> {
            node.put("stage", state.stage().name()).put("since", state.since());
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
                        Stage.valueOf(state.path("stage").asString()),
                        state.path("since").asLong(),
                        Saved.readEvidence(state).getFirst()));
    }
}
