package dev.agentbus.process.alert;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// When each key was last seen, and whether that is too long ago.
final class AbsenceTracker implements Tracker {
    private final long window;
    private final long expires;
    private final KeyStates<Seen> keys = new KeyStates<>();

    private record Seen(long last, Evidence evidence, long firedAt) {
        static final long NOT_FIRED = Long.MIN_VALUE;

        boolean fired() {
            return firedAt != NOT_FIRED;
        }
    }

    AbsenceTracker(Rule.Absence rule) {
        this.window = rule.window().toMillis();
        this.expires = rule.expires().toMillis();
    }

    @Override
    public boolean see(Sighting sighting, Sighting.Part part) {
        if (!keys.takes(part.key())) {
            return false;
        }
        Seen before = keys.find(part.key());
        if (before != null && before.fired()) {
            Seen now = new Seen(sighting.at(), sighting.evidence(), before.firedAt());
            keys.found(resolved(part.key(), now, sighting.at(), Change.OVER));
        }
        put(part.key(), new Seen(sighting.at(), sighting.evidence(), Seen.NOT_FIRED));
        return true;
    }

    private void put(AlertKey key, Seen seen) {
        keys.put(key, seen, seen.last() + (seen.fired() ? expires : window));
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        keys.advance(to, this::pass, changes);
    }

    private void pass(AlertKey key, Seen seen, long at, Consumer<Change> changes) {
        if (seen.fired()) {
            keys.remove(key);
            changes.accept(resolved(key, seen, at, Change.EXPIRED));
            return;
        }
        put(key, new Seen(seen.last(), seen.evidence(), at));
        changes.accept(new Change(key, Change.Kind.FIRED, at, at, Double.NaN, List.of(seen.evidence()), ""));
    }

    private static Change resolved(AlertKey key, Seen seen, long at, String reason) {
        return new Change(key, Change.Kind.RESOLVED, at, seen.firedAt(), Double.NaN, List.of(seen.evidence()), reason);
    }

    @Override
    public void abandon(long at, Consumer<Change> changes) {
        keys.abandon(
                (key, seen) -> Optional.of(seen)
                        .filter(Seen::fired)
                        .map(fired -> resolved(key, fired, at, Change.RULE_CHANGED)),
                changes);
    }

    @Override
    public int keys() {
        return keys.size();
    }

    @Override
    public void changes(KeyChange.Taker taker) {
        keys.changes(taker, (node, seen) -> {
            node.put("last", seen.last()).put("fired", seen.firedAt());
            Saved.writeEvidence(node, List.of(seen.evidence()));
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
                new Seen(
                        state.path("last").asLong(),
                        Saved.readEvidence(state).getFirst(),
                        state.path("fired").asLong()));
    }
}
