package dev.agentbus.process.patterns;

import java.util.Arrays;
import java.util.BitSet;

/// Where a sequence ends, by trace and place, in their order; a trace may hold it several times.
/// One thread.
final class Occurrences {
    private int[] traces = new int[16];
    private int[] ends = new int[16];
    private int size;
    private int support;

    /// Adds an end that lies behind all those of the same trace; others are there already.
    void add(int trace, int end) {
        boolean same = size > 0 && traces[size - 1] == trace;
        if (same && ends[size - 1] >= end) {
            return;
        }
        if (size == traces.length) {
            traces = Arrays.copyOf(traces, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        traces[size] = trace;
        ends[size++] = end;
        support += same ? 0 : 1;
    }

    int size() {
        return size;
    }

    int trace(int at) {
        return traces[at];
    }

    int end(int at) {
        return ends[at];
    }

    /// In how many traces.
    int support() {
        return support;
    }

    BitSet traceSet() {
        BitSet set = new BitSet();
        for (int i = 0; i < size; i++) {
            set.set(traces[i]);
        }
        return set;
    }
}
