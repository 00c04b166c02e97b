package dev.agentbus.sink.redis.windows;

/// What is known of some events: sums only, so that tallies can be added in any order and give the same.
/// As text nine numbers, `;`, and the sketch: `2 1 1 2 450 1 920000 0 0;229:1,288:1`. Not safe for
/// several threads.
final class Tally {
    private static final double MICROS = 1e6;

    private long count;
    private long successes;
    private long errors;
    private long durations;
    private long durationMillis;
    private long confidences;
    /// In millionths, so that no order of adding changes the sum.
    private long confidenceMicros;

    private long hits;
    private long misses;
    private final Sketch sketch = new Sketch();

    void add(Sample sample) {
        count++;
        switch (sample.outcome()) {
            case SUCCESS -> successes++;
            case ERROR -> errors++;
            case UNSAID -> {}
        }
        if (sample.durationMillis() >= 0) {
            long millis = Math.min(sample.durationMillis(), Sketch.MAX_MILLIS);
            durations++;
            durationMillis += millis;
            sketch.add(millis);
        }
        if (!Double.isNaN(sample.confidence())) {
            confidences++;
            confidenceMicros += Math.round(Math.clamp(sample.confidence(), 0, 1) * MICROS);
        }
        switch (sample.cache()) {
            case HIT -> hits++;
            case MISS -> misses++;
            case UNSAID -> {}
        }
    }

    void add(Tally other) {
        count += other.count;
        successes += other.successes;
        errors += other.errors;
        durations += other.durations;
        durationMillis += other.durationMillis;
        confidences += other.confidences;
        confidenceMicros += other.confidenceMicros;
        hits += other.hits;
        misses += other.misses;
        sketch.add(other.sketch);
    }

    boolean isEmpty() {
        return count == 0;
    }

    String text() {
        StringBuilder out = new StringBuilder(64);
        long[] numbers = {
            count, successes, errors, durations, durationMillis, confidences, confidenceMicros, hits, misses
        };
        for (int i = 0; i < numbers.length; i++) {
            out.append(i == 0 ? "" : " ").append(numbers[i]);
        }
        sketch.writeTo(out.append(';'));
        return out.toString();
    }

    static Tally parse(String text) {
        int end = text.indexOf(';');
        String[] numbers = end < 0 ? new String[0] : text.substring(0, end).split(" ", -1);
        if (numbers.length != 9) {
            throw new IllegalStateException("Cannot read window: a tally has nine numbers, got: " + text);
        }
        Tally tally = new Tally();
        tally.count = Long.parseLong(numbers[0]);
        tally.successes = Long.parseLong(numbers[1]);
        tally.errors = Long.parseLong(numbers[2]);
        tally.durations = Long.parseLong(numbers[3]);
        tally.durationMillis = Long.parseLong(numbers[4]);
        tally.confidences = Long.parseLong(numbers[5]);
        tally.confidenceMicros = Long.parseLong(numbers[6]);
        tally.hits = Long.parseLong(numbers[7]);
        tally.misses = Long.parseLong(numbers[8]);
        tally.sketch.read(text, end + 1);
        return tally;
    }

    Figures figures() {
        return new Figures(
                count,
                successes,
                errors,
                ratio(successes, successes + errors),
                new Figures.Durations(
                        durations,
                        ratio(durationMillis, durations),
                        sketch.percentile(0.50),
                        sketch.percentile(0.95),
                        sketch.percentile(0.99)),
                ratio(confidenceMicros, confidences) / MICROS,
                ratio(hits, hits + misses));
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
