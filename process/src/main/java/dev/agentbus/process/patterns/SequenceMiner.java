package dev.agentbus.process.patterns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Frequent sub-sequences by growing prefixes (PrefixSpan), with at most [#GAP] foreign steps between
/// two neighbours. A longer way that explains a shorter one is preferred while growing: behind a
/// prefix, `y` is left out where most of its traces have some `x` before it that could be taken too;
/// so a long workflow is one chain, and not all of its exponentially many parts.
///
/// Deterministic. Bounded: when more than [#MAX_SEQUENCES] would be visited, it starts again and asks
/// for half as much support again.
final class SequenceMiner {
    /// Foreign steps between two steps of a sequence at most.
    static final int GAP = 2;

    static final int MAX_LENGTH = 24;
    static final int MAX_SEQUENCES = 20_000;
    /// Share of a step's traces that another way has to explain.
    private static final double EXPLAINED = 0.7;

    private final int[][] rows;
    private final List<Sequence> found = new ArrayList<>();
    private int minSupport;
    private boolean tooMany;

    SequenceMiner(int[][] rows, int minSupport) {
        this.rows = rows;
        this.minSupport = minSupport;
    }

    /// All of at least one step.
    List<Sequence> mine() {
        do {
            tooMany = false;
            found.clear();
            SortedMap<Integer, Occurrences> roots = roots();
            roots.forEach((item, at) -> visit(new int[] {item}, at, extensions(at)));
            if (tooMany) {
                minSupport += (minSupport + 1) / 2;
            }
        } while (tooMany);
        return found;
    }

    /// What it asked for in the end.
    int minSupport() {
        return minSupport;
    }

    private SortedMap<Integer, Occurrences> roots() {
        SortedMap<Integer, Occurrences> roots = new TreeMap<>();
        for (int t = 0; t < rows.length; t++) {
            for (int i = 0; i < rows[t].length; i++) {
                roots.computeIfAbsent(rows[t][i], _ -> new Occurrences()).add(t, i);
            }
        }
        roots.values().removeIf(at -> at.support() < minSupport);
        return roots;
    }

    private void visit(int[] items, Occurrences at, SortedMap<Integer, Occurrences> extensions) {
        if (tooMany || found.size() >= MAX_SEQUENCES) {
            tooMany = true;
            return;
        }
        found.add(new Sequence(items, at.traceSet()));
        if (items.length == MAX_LENGTH) {
            return;
        }
        Map<Integer, SortedMap<Integer, Occurrences>> beyond = new TreeMap<>();
        extensions.forEach((item, ends) -> beyond.put(item, extensions(ends)));
        for (int item : unexplained(at, extensions, beyond)) {
            int[] longer = Arrays.copyOf(items, items.length + 1);
            longer[items.length] = item;
            visit(longer, extensions.getOrDefault(item, at), beyond.getOrDefault(item, new TreeMap<>()));
        }
    }

    /// The frequent items within reach behind these ends.
    private SortedMap<Integer, Occurrences> extensions(Occurrences at) {
        SortedMap<Integer, Occurrences> extensions = new TreeMap<>();
        for (int i = 0; i < at.size(); i++) {
            int[] row = rows[at.trace(i)];
            int reach = Math.min(row.length - 1, at.end(i) + 1 + GAP);
            for (int end = at.end(i) + 1; end <= reach; end++) {
                extensions.computeIfAbsent(row[end], _ -> new Occurrences()).add(at.trace(i), end);
            }
        }
        extensions.values().removeIf(ends -> ends.support() < minSupport);
        return extensions;
    }

    /// Those that are not better reached through one that stands nearer.
    private List<Integer> unexplained(
            Occurrences at,
            SortedMap<Integer, Occurrences> extensions,
            Map<Integer, SortedMap<Integer, Occurrences>> beyond) {
        List<Integer> nearFirst = new ArrayList<>(extensions.keySet());
        Map<Integer, Double> distances = new TreeMap<>();
        extensions.forEach((item, ends) -> distances.put(item, distance(at, ends)));
        nearFirst.sort(Comparator.<Integer>comparingDouble(item -> distances.getOrDefault(item, 0.0))
                .thenComparing(Comparator.naturalOrder()));
        List<Integer> kept = new ArrayList<>();
        for (int item : nearFirst) {
            BitSet traces = extensions.getOrDefault(item, at).traceSet();
            boolean explained = kept.stream().anyMatch(nearer -> {
                Occurrences through =
                        beyond.getOrDefault(nearer, new TreeMap<>()).get(item);
                return through != null && common(traces, through.traceSet()) >= EXPLAINED * traces.cardinality();
            });
            if (!explained) {
                kept.add(item);
            }
        }
        kept.sort(Comparator.naturalOrder());
        return kept;
    }

    /// How far behind the prefix the item first stands, on average over traces.
    private static double distance(Occurrences at, Occurrences ends) {
        long sum = 0;
        int i = 0;
        int lastTrace = -1;
        for (int j = 0; j < ends.size(); j++) {
            if (ends.trace(j) == lastTrace) {
                continue;
            }
            lastTrace = ends.trace(j);
            while (at.trace(i) != lastTrace) {
                i++;
            }
            int k = i;
            while (k + 1 < at.size() && at.trace(k + 1) == lastTrace && at.end(k + 1) < ends.end(j)) {
                k++;
            }
            sum += ends.end(j) - at.end(k);
        }
        return (double) sum / Math.max(1, ends.support());
    }

    private static int common(BitSet left, BitSet right) {
        BitSet both = (BitSet) left.clone();
        both.and(right);
        return both.cardinality();
    }
}
