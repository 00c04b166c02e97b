package dev.agentbus.process.patterns;

import java.util.BitSet;

/// Whether a step belongs where it stands in a sequence, or only happens to stand there.
///
/// If it only happened to, then in a trace that holds it `n` times among `m` other steps, it would
/// stand within reach of its neighbours with a chance of `1 - (1 - r/(m + 1))^n`, `r` of the `m + 1`
/// places being within reach.
/// These chances, over all traces that hold the rest of the sequence, say how many would hold all of
/// it. Far more have to (Chernoff's bound). What a trace holds is taken as given, so frequent steps
/// prove nothing by being frequent.
final class PlaceTest {
    /// Places within reach of a neighbour.
    private static final int REACH = SequenceMiner.GAP + 1;
    /// How improbable chance has to be: e to the minus so much.
    private static final double IMPROBABLE = 8;
    /// More than by chance at least, however many traces there are.
    private static final double FACTOR = 1.5;

    private final int[][] counts;
    private final int[][] rows;

    PlaceTest(Encoded encoded) {
        this.rows = encoded.rows();
        this.counts = new int[rows.length][];
        for (int trace = 0; trace < rows.length; trace++) {
            counts[trace] = new int[encoded.keys().size()];
            for (int item : rows[trace]) {
                counts[trace][item]++;
            }
        }
    }

    /// @param rest the sequence without the step at `index`
    /// @param leftOut traces that count for nothing
    boolean belongs(Sequence sequence, int index, Sequence rest, BitSet leftOut) {
        BitSet tried = (BitSet) rest.traces().clone();
        tried.or(sequence.traces());
        tried.andNot(leftOut);
        BitSet hit = (BitSet) sequence.traces().clone();
        hit.andNot(leftOut);
        int item = sequence.items()[index];
        int others = 0;
        for (int each : rest.items()) {
            others += each == item ? 1 : 0;
        }
        double expected = 0;
        for (int trace = tried.nextSetBit(0); trace >= 0; trace = tried.nextSetBit(trace + 1)) {
            int times = counts[trace][item] - others;
            expected += chance(times, rows[trace].length - times, rest.length());
        }
        return isFarMore(hit.cardinality(), expected, tried.cardinality());
    }

    /// @param others steps of the trace beside those that may be the one in question
    /// @param needed how many of them the rest of the sequence takes
    private static double chance(int times, int others, int needed) {
        int within = Math.clamp(others - needed + 1L, 1, REACH);
        double miss = 1 - (double) within / Math.max(within, others + 1);
        double none = 1;
        for (int i = 0; i < times; i++) {
            none *= miss;
        }
        return 1 - none;
    }

    private static boolean isFarMore(int hits, double expected, int tries) {
        if (hits < FACTOR * expected || tries == 0) {
            return false;
        }
        double share = (double) hits / tries;
        double chance = Math.max(1e-6, expected / tries);
        double divergence = share * Math.log(share / chance)
                + (share >= 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - chance)));
        return tries * divergence >= IMPROBABLE;
    }
}
