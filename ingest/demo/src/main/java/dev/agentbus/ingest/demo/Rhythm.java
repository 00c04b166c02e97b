package dev.agentbus.ingest.demo;

/// How busy the day is: bursts and quiet of some twenty seconds on a slow swell. A pure function of seed and time.
final class Rhythm {
    /// Before this the fleet mostly sleeps.
    static final long MORNING_MILLIS = -6 * 60_000;

    private static final double NIGHT = 0.015;
    private static final long STRETCH_MILLIS = 20_000;
    private static final double SWELL_MILLIS = 210_000;
    private static final double SWELL = 0.35;
    private static final double[] LEVELS = {0.25, 0.55, 0.8, 1, 1, 1.3, 1.9, 3.4};

    private final long seed;

    Rhythm(long seed) {
        this.seed = seed;
    }

    /// 1 is usual.
    double at(long millis) {
        if (millis < MORNING_MILLIS) {
            return NIGHT;
        }
        long stretch = Math.floorDiv(millis, STRETCH_MILLIS);
        double level = LEVELS[(int) (mixed(seed + stretch * 0x9E3779B97F4A7C15L) >>> 61)];
        return level * (1 + SWELL * StrictMath.sin(2 * StrictMath.PI * millis / SWELL_MILLIS));
    }

    /// The finalizer of MurmurHash3.
    private static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
