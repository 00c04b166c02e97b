package dev.agentbus.process.alert;

/// The bound of a value.
record Threshold(Side side, double bound) {
    /// On which side of the bound is trouble.
    enum Side {
        ABOVE,
        BELOW
    }

    /// NaN crosses nothing.
    boolean isCrossedBy(double value) {
        return switch (side) {
            case ABOVE -> value > bound;
            case BELOW -> value < bound;
        };
    }
}
