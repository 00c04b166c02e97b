package dev.agentbus.process.alert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Counts in windows that slide in steps. At the end of a step those keys are judged for which it may
/// make a difference: something was counted in it, something leaves the window, or an alert is on its way.
final class WindowTracker implements Tracker {
    private final Rule rule;
    private final long step;
    private final int steps;
    private final Measure measure;
    private final Map<AlertKey, WindowOfKey> keys = new HashMap<>();
    /// By the end of the step; an entry that is not the key's own time any more is void.
    private final TreeMap<Long, List<WindowOfKey>> due = new TreeMap<>();
    private final Set<AlertKey> changed = new HashSet<>();

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
            window = new WindowOfKey(part.key(), steps, rule.sources().size() > 1);
            keys.put(part.key(), window);
        }
        changed.add(window.key);
        long current = Math.floorDiv(sighting.at(), step);
        window.rollTo(current);
        // Where a rule has two sources, the second says what speaks for the alert.
        boolean marked = (part.sources() & 2) != 0;
        window.add(marked, marked || rule.sources().size() == 1 ? sighting.evidence() : null);
        if (window.due > (current + 1) * step) {
            schedule(window, (current + 1) * step);
        }
        return true;
    }

    private void schedule(WindowOfKey window, long end) {
        window.due = end;
        due.computeIfAbsent(end, _ -> new ArrayList<>()).add(window);
    }

    @Override
    public void advance(long to, Consumer<Change> changes) {
        while (!due.isEmpty() && due.firstKey() <= to) {
            Map.Entry<Long, List<WindowOfKey>> first = due.pollFirstEntry();
            List<Change> found = new ArrayList<>();
            for (WindowOfKey window : first.getValue()) {
                if (window.due == first.getKey()) {
                    judge(window, first.getKey(), found);
                }
            }
            found.sort(Comparator.comparing(Change::key));
            found.forEach(changes);
        }
    }

    private void judge(WindowOfKey window, long end, List<Change> changes) {
        changed.add(window.key);
        window.rollTo(end / step - 1);
        double value = measure.value(window.all(), window.marked());
        Phase before = window.phase;
        window.phase = before.next(measure.isTrouble(value), end, rule.terms());
        if (window.phase instanceof Phase.Firing && !(before instanceof Phase.Firing)) {
            changes.add(new Change(window.key, Change.Kind.FIRED, end, end, value, window.evidence(), ""));
        } else if (before instanceof Phase.Firing(long since, long _) && window.phase instanceof Phase.Quiet) {
            changes.add(
                    new Change(window.key, Change.Kind.RESOLVED, end, since, value, window.evidence(), Change.OVER));
        }
        if (!(window.phase instanceof Phase.Quiet)) {
            schedule(window, end + step);
        } else if (window.isEmpty()) {
            keys.remove(window.key);
            window.due = WindowOfKey.NEVER;
        } else {
            schedule(window, (window.oldest() + steps + 1) * step);
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
        changed.addAll(keys.keySet());
        keys.clear();
        due.clear();
    }

    @Override
    public int keys() {
        return keys.size();
    }

    @Override
    public void pending(BiConsumer<AlertKey, Long> each) {
        keys.forEach((key, window) -> {
            if (window.phase instanceof Phase.Pending(long since)) {
                each.accept(key, since);
            }
        });
    }

    @Override
    public void changes(KeyChange.Taker taker) {
        for (AlertKey key : changed) {
            taker.take(key, Optional.ofNullable(keys.get(key)).map(WindowOfKey::saved));
        }
    }

    @Override
    public void kept() {
        changed.clear();
    }

    @Override
    public void restore(AlertKey key, JsonNode state) {
        WindowOfKey window = new WindowOfKey(key, steps, rule.sources().size() > 1);
        window.restore(state);
        keys.put(key, window);
        schedule(window, window.due);
    }
}
