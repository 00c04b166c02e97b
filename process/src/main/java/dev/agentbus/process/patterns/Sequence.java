package dev.agentbus.process.patterns;

import java.util.Arrays;
import java.util.BitSet;

/// Steps that occur in this order, at most [SequenceMiner#GAP] others between two of them, in these
/// traces.
record Sequence(int[] items, BitSet traces) {
    int support() {
        return traces.cardinality();
    }

    int length() {
        return items.length;
    }

    /// The items alone, to look a sequence up.
    record Key(int[] items) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(items, key.items);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(items);
        }
    }

    Key key() {
        return new Key(items);
    }

    /// Without the item at `index`.
    Key without(int index) {
        int[] shorter = new int[items.length - 1];
        System.arraycopy(items, 0, shorter, 0, index);
        System.arraycopy(items, index + 1, shorter, index, shorter.length - index);
        return new Key(shorter);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sequence sequence && Arrays.equals(items, sequence.items);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(items);
    }

    @Override
    public String toString() {
        return Arrays.toString(items) + " in " + support();
    }
}
