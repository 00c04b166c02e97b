package dev.agentbus.ingest.demo;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// All chance in a fleet. The same seed gives the same draws on every machine: whatever is not exact
/// is left to [StrictMath]. One thread.
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /// Dice of its own for one story, so that a longer story does not change those after it.
    Dice split() {
        return new Dice(random.split());
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /// Both ends included.
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /// About normal, mean 0, deviation 1, never beyond 3.5.
    double normal() {
        double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
        return (sum - 2) * 1.7320508;
    }

    /// Most near the median, some far above it: how long things take.
    long logNormal(double median, double sigma) {
        return Math.max(1, Math.round(median * StrictMath.exp(sigma * normal())));
    }

    /// How long until the next of things that come at random.
    long exponential(double mean) {
        return Math.max(1, Math.round(-mean * StrictMath.log(1 - random.nextDouble())));
    }

    /// A random UUID (version 4).
    String uuid() {
        long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
        return new UUID(high, variant(random.nextLong())).toString();
    }

    /// A UUID whose first 48 bits are `millis` and whose rest is random (version 8), so that
    /// neighbours in time are neighbours in an index.
    String timedUuid(long millis) {
        long high = millis << 16 | 0x8000L | random.nextInt(1 << 12);
        return new UUID(high, variant(random.nextLong())).toString();
    }

    private static long variant(long bits) {
        return (bits & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    }
}
