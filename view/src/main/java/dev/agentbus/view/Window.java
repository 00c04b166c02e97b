package dev.agentbus.view;

import java.util.Map;
import java.util.TreeMap;

/// Counts over the last hours, sliding in steps of five minutes: what happened in a step is added
/// when it comes and taken back when the step has left the window. One thread.
final class Window {
    private static final long STEP_MILLIS = 5 * 60_000;
    private static final long HOUR_MILLIS = 60 * 60_000;

    private final long windowMillis;
    private final int maxNames;
    private final Tally total;
    private final TreeMap<Long, Tally> steps = new TreeMap<>();
    private final TreeMap<Long, OperationsHour> hours = new TreeMap<>();

    Window(long windowMillis, int maxNames) {
        this.windowMillis = windowMillis;
        this.maxNames = maxNames;
        this.total = new Tally(maxNames);
    }

    void count(ViewEvent event) {
        Tally step = steps.computeIfAbsent(floor(event.timeMillis(), STEP_MILLIS), _ -> new Tally(maxNames));
        step.count(event, total);
        total.count(event, total);
        if (event.kind() == Kind.ACTION) {
            countOperation(event);
        }
    }

    /// Takes back what has left the window.
    ///
    /// @return whether anything did
    boolean advanceTo(long nowMillis) {
        long begin = nowMillis - windowMillis;
        boolean changed = false;
        while (!steps.isEmpty() && steps.firstKey() + STEP_MILLIS <= begin) {
            total.takeBack(steps.pollFirstEntry().getValue());
            changed = true;
        }
        while (!hours.isEmpty() && hours.firstKey() + HOUR_MILLIS <= begin) {
            hours.pollFirstEntry();
            changed = true;
        }
        return changed;
    }

    Tally total() {
        return total;
    }

    /// Oldest first.
    Iterable<OperationsHour> hours() {
        return hours.values();
    }

    private void countOperation(ViewEvent event) {
        long start = floor(event.timeMillis(), HOUR_MILLIS);
        OperationsHour hour = hours.getOrDefault(start, new OperationsHour(start, Map.of()));
        Map<String, Integer> counts = new TreeMap<>(hour.countByType());
        String type = event.label() == null ? "(unknown)" : event.label();
        counts.merge(counts.containsKey(type) || counts.size() < maxNames ? type : Tally.OTHER, 1, Integer::sum);
        hours.put(start, new OperationsHour(start, counts));
    }

    private static long floor(long millis, long step) {
        return Math.floorDiv(millis, step) * step;
    }
}
