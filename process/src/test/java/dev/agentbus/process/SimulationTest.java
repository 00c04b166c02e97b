package dev.agentbus.process;

import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Thousands of histories on virtual time, each from a seed. `-Dsimulation.seeds=100000` for more,
/// `-Dsimulation.seed=N` to repeat one.
class SimulationTest {
    private static final Logger LOGS = (Logger) LoggerFactory.getLogger("dev.agentbus");
    private static final int STEPS = 120;

    @BeforeAll
    static void quiet() {
        LOGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOGS.setLevel(null);
    }

    @Test
    void bringsEveryEventOnceIntoTheSinkOrAmongTheDeadLetters() {
        eachSeed(2_000, seed -> new SinkSimulation(seed).run(STEPS));
    }

    /// A part whose commit was never answered went to another member, and the one behind it, with a record
    /// that looks like an outage, was taken for it: it could not be halved, and was tried for ever.
    @Test
    void halvesThePartBehindOneThatWentToAnotherMemberUnanswered() {
        new SinkSimulation(30_352_210_123_937L).run(STEPS);
    }

    @Test
    void handlesEveryEventOnceAndInTheOrderOfItsKeyWhileMembersComeAndGo() {
        eachSeed(1_000, seed -> new HandlerSimulation(seed, false).run(STEPS));
    }

    @Test
    void handlesEveryEventAtLeastOnceWhenMembersDie() {
        eachSeed(1_000, seed -> new HandlerSimulation(seed, true).run(STEPS));
    }

    private static void eachSeed(int usual, LongConsumer history) {
        Long only = Long.getLong("simulation.seed");
        if (only != null) {
            history.accept(only);
            return;
        }
        long first = System.nanoTime();
        int seeds = Integer.getInteger("simulation.seeds", usual);
        System.out.println("simulation: " + seeds + " seeds from " + first);
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                history.accept(seed);
            } catch (RuntimeException | AssertionError e) {
                fail("-Dsimulation.seed=" + seed + " breaks a promise: " + e.getMessage(), e);
            }
        }
    }
}
