package dev.agentbus.sink.redis.windows;

import java.util.Map;
import java.util.TreeMap;

/// Durations as counts per bucket, each bucket wider than the one before by the same factor: any
/// percentile is within [#ERROR] of the true one, and sketches can be added. Not safe for several
/// threads.
final class Sketch {
    /// Relative.
    static final double ERROR = 0.01;

    private static final double GAMMA = (1 + ERROR) / (1 - ERROR);
    private static final double LOG_GAMMA = Math.log(GAMMA);
    /// Durations below a millisecond count as none.
    private static final int ZERO = -1;
    /// Eleven days, and what is longer; so there are at most 1,038 buckets.
    static final long MAX_MILLIS = 1_000_000_000;

    private final TreeMap<Integer, Long> counts = new TreeMap<>();

    void add(long millis) {
        counts.merge(bucketOf(millis), 1L, Long::sum);
    }

    void add(Sketch other) {
        other.counts.forEach((bucket, count) -> counts.merge(bucket, count, Long::sum));
    }

    /// NaN when there is none.
    ///
    /// @param part 0 to 1
    double percentile(double part) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        long rank = Math.max(1, (long) Math.ceil(part * total));
        for (Map.Entry<Integer, Long> each : counts.entrySet()) {
            rank -= each.getValue();
            if (rank <= 0) {
                return middleOf(each.getKey());
            }
        }
        return Double.NaN;
    }

    private static int bucketOf(long millis) {
        return millis < 1 ? ZERO : (int) Math.ceil(Math.log((double) Math.min(millis, MAX_MILLIS)) / LOG_GAMMA);
    }

    private static double middleOf(int bucket) {
        return bucket == ZERO ? 0 : 2 * Math.pow(GAMMA, bucket) / (GAMMA + 1);
    }

    void writeTo(StringBuilder out) {
        boolean first = true;
        for (Map.Entry<Integer, Long> each : counts.entrySet()) {
            out.append(first ? "" : ",").append(each.getKey()).append(':').append(each.getValue());
            first = false;
        }
    }

    /// @param text as written, from `start` on
    void read(String text, int start) {
        int at = start;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int comma = text.indexOf(',', colon);
            int end = comma < 0 ? text.length() : comma;
            counts.merge(Integer.parseInt(text, at, colon, 10), Long.parseLong(text, colon + 1, end, 10), Long::sum);
            at = end + 1;
        }
    }
}
