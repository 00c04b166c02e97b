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

/// When each key was last seen, and whether that is too long ago.
final class AbsenceTracker implements Tracker {
    private final long window;
    private final long expires;
    private final Map<AlertKey, Seen> keys = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Deque<Change> returned = new ArrayDeque<>();

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
        Seen before = keys.get(part.key());
        if (before == null && keys.size() >= MAX_KEYS) {
            return false;
        }
        if (before != null && before.fired()) {
            Seen now = new Seen(sighting.at(), sighting.evidence(), before.firedAt());
            returned.add(resolved(part.key(), now, sighting.at(), Change.OVER));
        }
        keys.put(part.key(), new Seen(sighting.at(), sighting.evidence(), Seen.NOT_FIRED));
        deadlines.set(part.key(), sighting.at() + window);
        return true;
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        while (!returned.isEmpty()) {
            changes.accept(returned.removeFirst());
        }
        for (Optional<Deadlines.Deadline> next = deadlines.poll(to); next.isPresent(); next = deadlines.poll(to)) {
            pass(next.get().key(), next.get().at(), changes);
        }
    }

    private void pass(AlertKey key, long at, Consumer<Change> changes) {
        Seen seen = keys.get(key);
        if (seen == null) {
            return;
        }
        if (seen.fired()) {
            keys.remove(key);
            changes.accept(resolved(key, seen, at, Change.EXPIRED));
            return;
        }
        keys.put(key, new Seen(seen.last(), seen.evidence(), at));
        deadlines.set(key, seen.last() + expires);
        changes.accept(new Change(key, Change.Kind.FIRED, at, at, Double.NaN, List.of(seen.evidence()), ""));
    }

    private static Change resolved(AlertKey key, Seen seen, long at, String reason) {
        return new Change(key, Change.Kind.RESOLVED, at, seen.firedAt(), Double.NaN, List.of(seen.evidence()), reason);
    }

    @Override
    public void abandon(long at, Consumer<Change> changes) {
        keys.forEach((key, seen) -> {
            if (seen.fired()) {
                changes.accept(resolved(key, seen, at, Change.RULE_CHANGED));
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
        keys.forEach((key, seen) -> {
            ObjectNode node = all.addObject();
            Saved.writeKey(node, key);
            node.put("last", seen.last()).put("fired", seen.firedAt());
            Saved.writeEvidence(node, List.of(seen.evidence()));
        });
    }

    @Override
    public void restore(JsonNode from) {
        for (JsonNode node : from.path("keys")) {
            AlertKey key = Saved.readKey(node);
            Seen seen = new Seen(
                    node.path("last").asLong(),
                    Saved.readEvidence(node).getFirst(),
                    node.path("fired").asLong());
            keys.put(key, seen);
            deadlines.set(key, seen.last() + (seen.fired() ? expires : window));
        }
    }
}
