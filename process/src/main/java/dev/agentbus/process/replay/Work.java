package dev.agentbus.process.replay;

/// One kind of replay. Runs on the replay's own thread.
sealed interface Work permits GroupWork, ViewWork, RewindWork, CourseWork {
    /// Returns when all is done, or soon after the gate was told to end.
    void run();

    /// What it has told the sink so far.
    default Carried carried() {
        return Carried.NOTHING;
    }

    /// What it waits for; empty when it moves.
    default String waitsFor() {
        return "";
    }

    /// What a sink made of the events.
    record Carried(long stored, long duplicates) {
        static final Carried NOTHING = new Carried(0, 0);
    }
}
