package dev.agentbus.ingest.demo;

/// How an agent goes about its work.
enum Temper {
    STEADY(520, 1.0, 0.8, 0.04, 1.0),
    BRISK(260, 0.7, 1.2, 0.02, 0.6),
    THOROUGH(850, 1.3, 0.35, 0.07, 1.2),
    HASTY(190, 0.8, 3.6, -0.12, 0.4),
    LEADING(560, 1.0, 0.7, 0.05, 2.6),
    /// Hesitates before the first step, and its tools are slow.
    SLUGGISH(1_800, 3.2, 1.0, -0.06, 0.5),
    FRAGILE(480, 1.2, 2.2, -0.03, 0.8),
    /// Does the same thing again and again, and it fails each time.
    LOOPING(500, 1.0, 1.0, -0.2, 0),
    /// Dies in the middle of a task.
    DYING(600, 1.1, 1.0, 0, 0);

    private final long thinkMillis;
    private final double slowness;
    private final double carelessness;
    private final double confidence;
    private final double delegation;

    Temper(long thinkMillis, double slowness, double carelessness, double confidence, double delegation) {
        this.thinkMillis = thinkMillis;
        this.slowness = slowness;
        this.carelessness = carelessness;
        this.confidence = confidence;
        this.delegation = delegation;
    }

    /// Median pause before a step.
    long thinkMillis() {
        return thinkMillis;
    }

    /// Of its tools; 1 is usual.
    double slowness() {
        return slowness;
    }

    /// How often its steps fail; 1 is usual.
    double carelessness() {
        return carelessness;
    }

    /// What the router's trust in it gains or loses by it.
    double confidence() {
        return confidence;
    }

    /// How often it calls for others; 1 is usual.
    double delegation() {
        return delegation;
    }

    /// Whether the router gives it work.
    boolean takesWork() {
        return this != LOOPING && this != DYING;
    }
}
