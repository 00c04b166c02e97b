package dev.agentbus.process.patterns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Of frequent sequences those that mean something:
///
/// - each of their steps belongs where it stands ([PlaceTest]);
/// - they say more than the longer ones: enough traces hold them that do not hold, or nearly hold, a
///   longer one of which they are a part, and in those their steps still belong together.
final class SequenceSelection {
    /// Share of a sequence's traces that has to be its own.
    private static final double OF_ITS_OWN = 0.35;
    /// Share of its steps, in order, that make a sequence part of another.
    private static final double PART = 0.6;
    /// Share of a sequence's steps, in order, with which a trace nearly holds it.
    private static final double NEARLY = 0.7;

    private final int[][] rows;
    private final int minSupport;
    private final PlaceTest test;
    private final Map<Sequence.Key, Sequence> known = new HashMap<>();
    private final List<Kept> kept = new ArrayList<>();

    /// @param common by trace, how many of the sequence's steps it holds in order
    private record Kept(Sequence sequence, int[] common) {}

    SequenceSelection(Encoded encoded, int minSupport) {
        this.rows = encoded.rows();
        this.minSupport = minSupport;
        this.test = new PlaceTest(encoded);
    }

    List<Sequence> select(List<Sequence> frequent) {
        frequent.forEach(sequence -> known.put(sequence.key(), sequence));
        List<Sequence> candidates = new ArrayList<>();
        for (Sequence sequence : frequent) {
            if (sequence.length() >= PatternSettings.MIN_LENGTH && holdsTogether(sequence, new BitSet())) {
                candidates.add(sequence);
            }
        }
        candidates.sort(Comparator.comparingInt(Sequence::length)
                .thenComparingInt(Sequence::support)
                .reversed()
                .thenComparing(Sequence::items, Arrays::compare));
        for (Sequence candidate : candidates) {
            if (saysMore(candidate)) {
                int[] common = new int[rows.length];
                Arrays.setAll(common, trace -> common(candidate.items(), rows[trace]));
                kept.add(new Kept(candidate, common));
            }
        }
        return kept.stream().map(Kept::sequence).toList();
    }

    /// In the traces that are not explained already.
    private boolean holdsTogether(Sequence sequence, BitSet explained) {
        for (int i = 0; i < sequence.length(); i++) {
            Sequence rest = known.get(sequence.without(i));
            if (rest != null && !test.belongs(sequence, i, rest, explained)) {
                return false;
            }
        }
        return true;
    }

    private boolean saysMore(Sequence candidate) {
        BitSet explained = new BitSet();
        for (Kept longer : kept) {
            int shared = common(candidate.items(), longer.sequence().items());
            if (shared >= PART * candidate.length()) {
                explain(explained, longer, shared);
            }
        }
        BitSet own = (BitSet) candidate.traces().clone();
        own.andNot(explained);
        return own.cardinality() >= Math.max(minSupport, OF_ITS_OWN * candidate.support())
                && (own.cardinality() == candidate.support() || holdsTogether(candidate, explained));
    }

    /// @param shared steps of the longer one that a trace holds anyway
    private static void explain(BitSet explained, Kept longer, int shared) {
        explained.or(longer.sequence().traces());
        int nearly =
                Math.max(shared + 1, (int) Math.ceil(NEARLY * longer.sequence().length()));
        for (int trace = 0; trace < longer.common().length; trace++) {
            if (longer.common()[trace] >= nearly) {
                explained.set(trace);
            }
        }
    }

    /// The length of the longest sequence that both hold.
    private static int common(int[] left, int[] right) {
        int[] row = new int[right.length + 1];
        for (int item : left) {
            int diagonal = 0;
            for (int j = 1; j <= right.length; j++) {
                int above = row[j];
                row[j] = item == right[j - 1] ? diagonal + 1 : Math.max(above, row[j - 1]);
                diagonal = above;
            }
        }
        return row[right.length];
    }
}
