package dev.agentbus.process.patterns;

import java.util.Arrays;

/// Finds a sequence in a row.
final class Placement {
    private Placement() {}

    /// The places of its items; of several possibilities the one that ends first.
    ///
    /// @return empty when it does not occur
    static int[] find(int[] items, int[] row) {
        int[][] from = new int[items.length][row.length];
        for (int k = 0; k < items.length; k++) {
            Arrays.fill(from[k], -2);
            for (int place = k; place < row.length; place++) {
                if (row[place] == items[k]) {
                    from[k][place] = k == 0 ? -1 : before(from[k - 1], place);
                }
            }
        }
        int last = items.length - 1;
        for (int place = 0; place < row.length; place++) {
            if (from[last][place] > -2) {
                return trace(from, place);
            }
        }
        return new int[0];
    }

    /// The nearest place before at which the step before may stand.
    private static int before(int[] reachable, int place) {
        for (int earlier = place - 1; earlier >= Math.max(0, place - 1 - SequenceMiner.GAP); earlier--) {
            if (reachable[earlier] > -2) {
                return earlier;
            }
        }
        return -2;
    }

    private static int[] trace(int[][] from, int end) {
        int[] places = new int[from.length];
        int place = end;
        for (int k = from.length - 1; k >= 0; k--) {
            places[k] = place;
            place = from[k][place];
        }
        return places;
    }
}
