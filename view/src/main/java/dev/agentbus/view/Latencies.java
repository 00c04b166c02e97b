package dev.agentbus.view;

import java.util.Arrays;

/// Durations in milliseconds as a sparse histogram with 16 steps per power of two: percentiles err
/// by at most 3 %.
///
/// Counts can be taken back, which is what a sliding window needs, and a slot with one duration
/// costs 20 bytes, where an HdrHistogram of this range costs thousands.
final class Latencies {
    private static final int STEPS = 16;
    private static final int STEP_BITS = 4;

    private short[] buckets = {};
    private int[] counts = {};
    private int size;
    private long total;
    private long sumMillis;

    void add(long millis) {
        addToBucket(bucketOf(millis), 1);
        total++;
        sumMillis += millis;
    }

    void add(Latencies other) {
        merge(other, 1);
    }

    void takeBack(Latencies other) {
        merge(other, -1);
    }

    long count() {
        return total;
    }

    /// NaN when there is none.
    double mean() {
        return total == 0 ? Double.NaN : (double) sumMillis / total;
    }

    /// The duration that the given part (0 to 1) of all stays at or below; NaN when there is none.
    double percentile(double part) {
        if (total == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(part * total));
        for (int i = 0; i < size; i++) {
            rank -= counts[i];
            if (rank <= 0) {
                return middleOf(buckets[i]);
            }
        }
        return middleOf(buckets[size - 1]);
    }

    private void merge(Latencies other, int sign) {
        for (int i = 0; i < other.size; i++) {
            addToBucket(other.buckets[i], sign * other.counts[i]);
        }
        total += sign * other.total;
        sumMillis += sign * other.sumMillis;
    }

    private void addToBucket(short bucket, int times) {
        int at = Arrays.binarySearch(buckets, 0, size, bucket);
        if (at >= 0) {
            counts[at] += times;
            return;
        }
        at = -at - 1;
        if (size == buckets.length) {
            int room = size == 0 ? 1 : size * 2;
            buckets = Arrays.copyOf(buckets, room);
            counts = Arrays.copyOf(counts, room);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = bucket;
        counts[at] = times;
        size++;
    }

    static short bucketOf(long millis) {
        if (millis < STEPS) {
            return (short) Math.max(0, millis);
        }
        int exponent = 63 - Long.numberOfLeadingZeros(millis);
        int step = (int) (millis >>> (exponent - STEP_BITS)) & (STEPS - 1);
        return (short) ((exponent - STEP_BITS + 1) * STEPS + step);
    }

    private static double middleOf(short bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        long low = (long) (STEPS + bucket % STEPS) << shift;
        return low + ((1L << shift) - 1) / 2.0;
    }
}
