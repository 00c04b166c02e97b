package dev.agentbus.process.alert;

/// How an alert stands. Times in milliseconds.
sealed interface Phase {
    Phase QUIET = new Quiet();

    /// What follows when the condition was looked at.
    Phase next(boolean holds, long at, Terms terms);

    record Quiet() implements Phase {
        @Override
        public Phase next(boolean holds, long at, Terms terms) {
            if (!holds) {
                return this;
            }
            return terms.holds().isZero() ? new Firing(at, Firing.NOT_OVER) : new Pending(at);
        }
    }

    /// The condition holds, but not long enough yet.
    record Pending(long since) implements Phase {
        @Override
        public Phase next(boolean holds, long at, Terms terms) {
            if (!holds) {
                return QUIET;
            }
            return at - since >= terms.holds().toMillis() ? new Firing(at, Firing.NOT_OVER) : this;
        }
    }

    /// @param since when it fired
    /// @param overSince since when the condition does not hold any more, for less than the cool-down
    record Firing(long since, long overSince) implements Phase {
        static final long NOT_OVER = Long.MAX_VALUE;

        @Override
        public Phase next(boolean holds, long at, Terms terms) {
            if (holds) {
                return overSince == NOT_OVER ? this : new Firing(since, NOT_OVER);
            }
            long began = Math.min(overSince, at);
            return at - began >= terms.coolDown().toMillis() ? QUIET : new Firing(since, began);
        }
    }
}
