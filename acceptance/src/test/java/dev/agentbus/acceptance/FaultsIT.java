package dev.agentbus.acceptance;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Parts die under load; afterwards every acknowledged event was carried out exactly once, in order
/// per trace.
final class FaultsIT {
    @TempDir
    private static Path folder;

    private static RunningBus bus;

    @BeforeAll
    static void start() {
        bus = RunningBus.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        bus.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("faults.rounds", 1)).map(round -> System.nanoTime() + round);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesAndDoublesNothingWhenTheBrokerIsKilled(long seed) {
        killUnderLoad("kafka", seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesAndDoublesNothingWhenPostgreSqlIsKilled(long seed) {
        killUnderLoad("postgres", seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesAndDoublesNothingWhenTheBusIsKilled(long seed) {
        Load load = Load.start(bus, seed);
        runFor(seed);

        bus.kill();
        bus.startAgain();

        runFor(seed + 1);
        Ledger.demandExactlyOnce(bus, load, load.finish());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesAndDoublesNothingWhenEverythingStopsAndStartsAgain(long seed) {
        Load load = Load.start(bus, seed);
        runFor(seed);

        bus.stop();
        bus.startAgain();

        runFor(seed + 1);
        Ledger.demandExactlyOnce(bus, load, load.finish());
    }

    private static void killUnderLoad(String engine, long seed) {
        Load load = Load.start(bus, seed);
        runFor(seed);
        long pid = bus.pidOf(engine);

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().atMost(Duration.ofSeconds(60)).until(() -> bus.pidOf(engine) != pid);
        runFor(seed + 1);
        Ledger.demandExactlyOnce(bus, load, load.finish());
    }

    /// Lets the load run for a while that the seed decides, so that the fault strikes at another
    /// step each time.
    private static void runFor(long seed) {
        Duration time = Duration.ofMillis(1_000 + new Random(seed).nextInt(1_500));
        await().pollDelay(time).until(() -> true);
    }
}
