package dev.agentbus.process.alert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Counts in windows that slide in steps. At the end of each step every key that has anything in its
/// window, or an alert, is judged.
final class WindowTracker implements Tracker {
    private static final long NEVER = Long.MAX_VALUE;

    private final Rule rule;
    private final long step;
    private final int steps;
    private final Measure measure;
    private final Map<AlertKey, WindowOfKey> keys = new HashMap<>();
    /// The next end of a step at which there is something to judge.
    private long nextEnd = NEVER;

    /// What the counts of a window say.
    interface Measure {
        /// @param all events of the rule's first source
        /// @param part events of its second
        double value(long all, long part);

        boolean isTrouble(double value);

        static Measure of(Rule.Count rule) {
            return new ByThreshold(new Threshold(Threshold.Side.ABOVE, rule.above()), (all, _) -> all);
        }

        static Measure of(Rule.Rate rule) {
            double units =
                    (double) rule.window().length().toMillis() / rule.unit().toMillis();
            return new ByThreshold(rule.threshold(), (all, _) -> all / units);
        }

        static Measure of(Rule.Ratio rule) {
            return new ByThreshold(
                    rule.threshold(), (all, part) -> all < rule.atLeast() ? Double.NaN : (double) part / all);
        }
    }

    private interface Formula {
        double value(long all, long part);
    }

    private record ByThreshold(Threshold threshold, Formula formula) implements Measure {
        @Override
        public double value(long all, long part) {
            return formula.value(all, part);
        }

        @Override
        public boolean isTrouble(double value) {
            return threshold.isCrossedBy(value);
        }
    }

    WindowTracker(Rule rule, Span window, Measure measure) {
        this.rule = rule;
        this.step = window.step().toMillis();
        this.steps = window.steps();
        this.measure = measure;
    }

    @Override
    public boolean see(Sighting sighting, Sighting.Part part) {
        WindowOfKey window = keys.get(part.key());
        if (window == null) {
            if (keys.size() >= MAX_KEYS) {
                return false;
            }
            window = new WindowOfKey(steps);
            keys.put(part.key(), window);
        }
        long current = Math.floorDiv(sighting.at(), step);
        window.rollTo(current);
        // Where a rule has two sources, the second says what speaks for the alert.
        boolean marked = (part.sources() & 2) != 0;
        window.add(marked, marked || rule.sources().size() == 1 ? sighting.evidence() : null);
        nextEnd = Math.min(nextEnd, (current + 1) * step);
        return true;
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        while (nextEnd <= to) {
            judgeAll(nextEnd, changes);
            nextEnd = keys.isEmpty() ? NEVER : nextEnd + step;
        }
    }

    private void judgeAll(long end, Consumer<Change> changes) {
        List<Change> found = new ArrayList<>();
        Iterator<Map.Entry<AlertKey, WindowOfKey>> all = keys.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<AlertKey, WindowOfKey> each = all.next();
            WindowOfKey window = each.getValue();
            window.rollTo(end / step - 1);
            judge(each.getKey(), window, end, found);
            if (window.isEmpty() && window.phase instanceof Phase.Quiet) {
                all.remove();
            }
        }
        found.sort(Comparator.comparing(Change::key));
        found.forEach(changes);
    }

    private void judge(AlertKey key, WindowOfKey window, long end, List<Change> changes) {
        double value = measure.value(window.all(), window.marked());
        Phase before = window.phase;
        window.phase = before.next(measure.isTrouble(value), end, rule.terms());
        if (window.phase instanceof Phase.Firing && !(before instanceof Phase.Firing)) {
            changes.add(new Change(key, Change.Kind.FIRED, end, end, value, window.evidence(), ""));
        } else if (before instanceof Phase.Firing(long since, long _) && window.phase instanceof Phase.Quiet) {
            changes.add(new Change(key, Change.Kind.RESOLVED, end, since, value, window.evidence(), Change.OVER));
        }
    }

    @Override
    public void abandon(long at, Consumer<Change> changes) {
        keys.forEach((key, window) -> {
            if (window.phase instanceof Phase.Firing(long since, long _)) {
                changes.accept(new Change(
                        key, Change.Kind.RESOLVED, at, since, Double.NaN, window.evidence(), Change.RULE_CHANGED));
            }
        });
        keys.clear();
        nextEnd = NEVER;
    }

    @Override
    public int keys() {
        return keys.size();
    }

    @Override
    public void save(ObjectNode into) {
        into.put("next", nextEnd);
        ArrayNode all = into.putArray("keys");
        keys.forEach((key, window) -> {
            ObjectNode node = all.addObject();
            Saved.writeKey(node, key);
            window.save(node);
        });
    }

    @Override
    public void restore(JsonNode from) {
        nextEnd = from.path("next").asLong();
        from.path("keys").forEach(node -> keys.put(Saved.readKey(node), WindowOfKey.restored(node, steps)));
    }
}
