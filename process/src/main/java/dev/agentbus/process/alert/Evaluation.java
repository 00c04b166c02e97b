package dev.agentbus.process.alert;

import dev.agentbus.events.TextPool;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules over the events. Takes events in any order, holds them until the watermark has passed
/// them, and then judges them in the order of their time; so what comes out does not depend on the
/// order in which partitions were read. The same event twice counts once. Pure: no clock, no threads.
final class Evaluation {
    static final long BEGINNING = Long.MIN_VALUE;
    private static final int MAX_POOLED = 20_000;

    private RuleSet rules;
    private List<Watched> watched = new ArrayList<>();
    private PriorityQueue<Sighting> waiting = new PriorityQueue<>();
    private final Set<Sighting.Id> waitingIds = new HashSet<>();
    private final TextPool texts = new TextPool(MAX_POOLED);
    private final Map<LogPartition, LogPartition> partitions = new HashMap<>();
    /// Of rules that are gone.
    private final List<KeyChange> gone = new ArrayList<>();
    private long watermark = BEGINNING;
    private long late;
    private long crowded;

    private record Watched(Rule rule, Tracker tracker, Notices notices) {
        static Watched of(Rule rule) {
            return new Watched(rule, Tracker.of(rule), new Notices(rule));
        }

        String name() {
            return rule.terms().name();
        }

        void tellChanges(Consumer<KeyChange> changes) {
            tracker.changes(
                    (key, state) -> changes.accept(new KeyChange(name(), key, state.map(JsonNode.class::cast))));
        }
    }

    /// What became of an event that was given.
    enum Taken {
        WAITS,
        /// No rule is interested, or it is there already.
        IGNORED,
        /// Its time has been judged.
        LATE
    }

    Evaluation(RuleSet rules) {
        this.rules = rules;
        rules.rules().forEach(rule -> watched.add(Watched.of(rule)));
    }

    Taken take(DecodedEvent event) {
        LogPartition partition =
                new LogPartition(event.position().topic(), event.position().partition());
        Evidence evidence = new Evidence(
                partitions.computeIfAbsent(partition, same -> same),
                event.position().offset(),
                texts.same(event.correlationId().map(Object::toString).orElse("")));
        Optional<Sighting> sighting = rules.sight(event, evidence, texts);
        if (sighting.isEmpty()) {
            return Taken.IGNORED;
        }
        if (sighting.get().at() < watermark) {
            late++;
            return Taken.LATE;
        }
        if (!waitingIds.add(sighting.get().id())) {
            return Taken.IGNORED;
        }
        waiting.add(sighting.get());
        return Taken.WAITS;
    }

    /// Everything before `to`, in milliseconds, is here: judges it.
    ///
    /// @param to one before the present watermark changes nothing
    /// @return in the order of time, of rules, of keys
    List<Transition> advance(long to) {
        List<Transition> transitions = new ArrayList<>();
        if (to <= watermark) {
            return transitions;
        }
        List<List<Change>> changes = new ArrayList<>();
        watched.forEach(_ -> changes.add(new ArrayList<>()));
        for (Sighting next = waiting.peek(); next != null && next.at() < to; next = waiting.peek()) {
            waiting.remove();
            waitingIds.remove(next.id());
            for (Sighting.Part part : next.parts()) {
                Tracker tracker = watched.get(part.rule()).tracker();
                tracker.advance(next.at(), changes.get(part.rule())::add);
                if (!tracker.see(next, part)) {
                    crowded++;
                }
            }
        }
        watermark = to;
        for (int place = 0; place < watched.size(); place++) {
            watched.get(place).tracker().advance(to, changes.get(place)::add);
            name(watched.get(place), changes.get(place), transitions);
        }
        return transitions;
    }

    private static void name(Watched watched, List<Change> changes, List<Transition> transitions) {
        changes.forEach(change -> transitions.add(watched.notices().take(change)));
    }

    /// Goes on with other rules. Those that watch the same as before keep what they know; alerts of the
    /// others are over.
    List<Transition> replace(RuleSet replacement) {
        List<Transition> transitions = new ArrayList<>();
        Map<Rule, Watched> before = new HashMap<>();
        watched.forEach(each -> before.put(each.rule(), each));
        List<Watched> after = new ArrayList<>();
        for (Rule rule : replacement.rules()) {
            Watched kept = before.remove(rule);
            after.add(kept == null ? Watched.of(rule) : kept);
        }
        for (Watched each : watched) {
            if (before.containsKey(each.rule())) {
                List<Change> changes = new ArrayList<>();
                each.tracker().abandon(watermark, changes::add);
                name(each, changes, transitions);
                each.tellChanges(gone::add);
            }
        }
        remap(after);
        rules = replacement;
        watched = after;
        return transitions;
    }

    /// What waits was seen by the old rules: those that stay see it, new ones begin behind it.
    private void remap(List<Watched> after) {
        PriorityQueue<Sighting> remapped = new PriorityQueue<>();
        for (Sighting sighting : waiting) {
            List<Sighting.Part> parts = new ArrayList<>();
            for (Sighting.Part part : sighting.parts()) {
                int place = after.indexOf(watched.get(part.rule()));
                if (place >= 0) {
                    parts.add(new Sighting.Part(place, part.sources(), part.key()));
                }
            }
            remapped.add(new Sighting(sighting.at(), sighting.id(), sighting.evidence(), parts));
        }
        waiting = remapped;
    }

    long watermark() {
        return watermark;
    }

    RuleSet rules() {
        return rules;
    }

    int waiting() {
        return waiting.size();
    }

    long late() {
        return late;
    }

    /// Events left out because a rule watched too many keys.
    long crowded() {
        return crowded;
    }

    int keys() {
        return watched.stream().mapToInt(each -> each.tracker().keys()).sum();
    }

    /// What fires if it goes on like this; the longest first.
    List<PendingAlert> pending() {
        List<PendingAlert> pending = new ArrayList<>();
        for (Watched each : watched) {
            Terms terms = each.rule().terms();
            if (terms.holds().isZero()) {
                continue;
            }
            each.tracker()
                    .pending((key, since) -> pending.add(new PendingAlert(
                            terms.name(),
                            terms.severity().word(),
                            key.named(terms.per()),
                            Instant.ofEpochMilli(since),
                            terms.holds())));
        }
        pending.sort(Comparator.comparing(PendingAlert::since));
        return pending;
    }

    /// From where a partition is to be read again, so that nothing that waits is missed.
    Map<LogPartition, Long> firstWaiting() {
        Map<LogPartition, Long> first = new HashMap<>();
        for (Sighting sighting : waiting) {
            first.merge(sighting.partition(), sighting.evidence().offset(), Math::min);
        }
        return first;
    }

    /// What has changed of the keys since [#kept()], what waits left out. Of two changes of a key the later counts.
    List<KeyChange> changes() {
        List<KeyChange> changes = new ArrayList<>(gone);
        watched.forEach(each -> each.tellChanges(changes::add));
        return changes;
    }

    /// What has changed is kept now.
    void kept() {
        gone.clear();
        watched.forEach(each -> each.tracker().kept());
    }

    /// All but the keys and what waits.
    void save(ObjectNode into) {
        into.put("watermark", watermark);
        ArrayNode all = into.putArray("rules");
        for (Watched each : watched) {
            each.notices().save(all.addObject().put("name", each.name()));
        }
    }

    /// What was kept under the same rules.
    ///
    /// @param from what [#save] wrote
    /// @param keys the latest of each
    void restore(JsonNode from, Iterable<KeyChange> keys) {
        watermark = from.path("watermark").asLong(BEGINNING);
        Map<String, Watched> byName = new HashMap<>();
        watched.forEach(each -> byName.put(each.name(), each));
        for (JsonNode node : from.path("rules")) {
            Watched found = byName.get(node.path("name").asString(""));
            if (found != null) {
                found.notices().restore(node);
            }
        }
        for (KeyChange each : keys) {
            Watched found = byName.get(each.rule());
            if (found == null) {
                gone.add(new KeyChange(each.rule(), each.key(), Optional.empty()));
            } else {
                each.state().ifPresent(state -> found.tracker().restore(each.key(), state));
            }
        }
        watched.forEach(each -> each.tracker().kept());
    }
}
