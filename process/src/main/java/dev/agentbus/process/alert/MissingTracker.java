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

/// A sequence that was begun and not ended: the first event, and no other within a time.
final class MissingTracker implements Tracker {
    private static final int FIRST = 1;

    private final long within;
    private final long expires;
    private final Map<AlertKey, State> keys = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Deque<Change> ended = new ArrayDeque<>();

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
        State before = keys.get(key);
        if (before == null && keys.size() >= MAX_KEYS) {
            return false;
        }
        if ((part.sources() & ~FIRST) != 0) {
            if (before != null && before.stage() == Stage.FIRED) {
                ended.add(resolved(key, before, sighting.at(), Change.OVER, sighting.evidence()));
            }
            put(key, new State(Stage.ENDED, sighting.at(), sighting.evidence()));
        } else if (before == null || (before.stage() == Stage.ENDED && before.since() < sighting.at())) {
            put(key, new State(Stage.BEGUN, sighting.at(), sighting.evidence()));
        }
        return true;
    }

    private void put(AlertKey key, State state) {
        keys.put(key, state);
        deadlines.set(
                key,
                switch (state.stage()) {
                    case BEGUN -> state.since() + within;
                    case FIRED -> state.since() + expires;
                    case ENDED -> state.since() + 1;
                });
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        while (!ended.isEmpty()) {
            changes.accept(ended.removeFirst());
        }
        for (Optional<Deadlines.Deadline> next = deadlines.poll(to); next.isPresent(); next = deadlines.poll(to)) {
            pass(next.get().key(), next.get().at(), changes);
        }
    }

    private void pass(AlertKey key, long at, Consumer<Change> changes) {
        State state = keys.remove(key);
        if (state == null) {
            return;
        }
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
        keys.forEach((key, state) -> {
            if (state.stage() == Stage.FIRED) {
                changes.accept(resolved(key, state, at, Change.RULE_CHANGED, state.evidence()));
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
            node.put("stage", state.stage().name()).put("since", state.since());
            Saved.writeEvidence(node, List.of(state.evidence()));
        });
    }

    @Override
    public void restore(JsonNode from) {
        for (JsonNode node : from.path("keys")) {
            put(
                    Saved.readKey(node),
                    new State(
                            Stage.valueOf(node.path("stage").asString()),
                            node.path("since").asLong(),
                            Saved.readEvidence(node).getFirst()));
        }
    }
}
