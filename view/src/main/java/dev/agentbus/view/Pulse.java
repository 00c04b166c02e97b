package dev.agentbus.view;

import java.util.Arrays;

/// Events of one agent by ten seconds of event time, over five minutes: the line beside its name. One thread writes.
final class Pulse {
    static final int BUCKETS = 30;
    static final long BUCKET_MILLIS = 10_000;

    /// The newest bucket there is; bucket `n` stands at `n % BUCKETS`.
    private long newest;

    private final int[] counts;

    Pulse() {
        this(0, new int[BUCKETS]);
    }

    private Pulse(long newest, int[] counts) {
        this.newest = newest;
        this.counts = counts;
    }

    void beat(long timeMillis) {
        long bucket = timeMillis / BUCKET_MILLIS;
        if (bucket > newest) {
            forgetUpTo(bucket);
            newest = bucket;
        }
        if (bucket > newest - BUCKETS) {
            counts[slot(bucket)]++;
        }
    }

    /// One that stays as it is.
    Pulse copy() {
        return new Pulse(newest, counts.clone());
    }

    /// The counts up to now, oldest first, as a JSON array.
    void writeTo(JsonBytes out, long nowMillis) {
        long now = Math.max(newest, nowMillis / BUCKET_MILLIS);
        out.beginArray();
        for (long bucket = now - BUCKETS + 1; bucket <= now; bucket++) {
            boolean kept = bucket <= newest && bucket > newest - BUCKETS;
            out.value(kept ? (long) counts[slot(bucket)] : 0L);
        }
        out.endArray();
    }

    private void forgetUpTo(long bucket) {
        if (bucket - newest >= BUCKETS) {
            Arrays.fill(counts, 0);
            return;
        }
        for (long skipped = newest + 1; skipped <= bucket; skipped++) {
            counts[slot(skipped)] = 0;
        }
    }

    private static int slot(long bucket) {
        return (int) (bucket % BUCKETS);
    }
}
