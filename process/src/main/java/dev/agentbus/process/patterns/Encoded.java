package dev.agentbus.process.patterns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Traces as rows of small numbers, the same for the same set of traces: keys are numbered in their
/// order. Steps that follow themselves count once.
///
/// @param keys the step's key by its number
/// @param rows by trace
/// @param steps by trace and place in its row: which of the trace's steps stands there, the first
///     of its run
record Encoded(List<String> keys, int[][] rows, int[][] steps) {
    static Encoded of(List<Trace> traces) {
        TreeSet<String> distinct = new TreeSet<>();
        traces.forEach(trace -> trace.steps().forEach(step -> distinct.add(step.key())));
        List<String> keys = new ArrayList<>(distinct);
        Map<String, Integer> numbers = new HashMap<>();
        keys.forEach(key -> numbers.put(key, numbers.size()));
        int[][] rows = new int[traces.size()][];
        int[][] steps = new int[traces.size()][];
        for (int t = 0; t < rows.length; t++) {
            List<Step> all = traces.get(t).steps();
            int[] row = new int[all.size()];
            int[] from = new int[all.size()];
            int length = 0;
            for (int i = 0; i < all.size(); i++) {
                int number = numbers.getOrDefault(all.get(i).key(), -1);
                if (length == 0 || row[length - 1] != number) {
                    row[length] = number;
                    from[length++] = i;
                }
            }
            rows[t] = Arrays.copyOf(row, length);
            steps[t] = Arrays.copyOf(from, length);
        }
        return new Encoded(keys, rows, steps);
    }
}
