package dev.agentbus.process;

import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The clocks and the dice of a worker: the machine's, or a simulation's.
///
/// @param nanos a monotonic clock, for waiting
/// @param clock the time of day, for what people read
/// @param random for jitter
record WorkerTime(LongSupplier nanos, Clock clock, RandomGenerator random) {
    static WorkerTime ofMachine() {
        return new WorkerTime(System::nanoTime, Clock.systemUTC(), RandomGenerator.of("L64X128MixRandom"));
    }

    long now() {
        return nanos.getAsLong();
    }
}
