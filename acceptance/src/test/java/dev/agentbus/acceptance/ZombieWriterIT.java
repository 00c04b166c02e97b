package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Two processes share the writer's group; one is frozen past its session, loses its partitions,
/// and wakes up again.
final class ZombieWriterIT {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static RunningBus bus;
    private static Process second;
    private static String secondHttp;

    @BeforeAll
    static void start() throws IOException {
        bus = RunningBus.start(
                folder.resolve("data"), Map.of("AGENTBUS_KAFKA_SESSION_TIMEOUT_MS", Long.toString(SESSION.toMillis())));
        secondHttp = "127.0.0.1:" + RunningBus.freePort();
        second = startSecondWriter(bus.status());
        await().atMost(JOIN_LIMIT)
                .until(() -> Tool.run(List.of("curl", "-sf", "http://" + secondHttp + "/health/ready"))
                                .exitCode()
                        == 0);
    }

    @AfterAll
    static void stop() {
        second.destroy();
        second.onExit().join();
        bus.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("faults.rounds", 1)).map(round -> System.nanoTime() + round);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aWriterThatWakesUpAfterLosingItsPartitionsWritesNothingTwice(long seed) {
        Load load = Load.start(bus, seed);
        await().until(() -> load.acknowledged().size() > 500);

        signal("STOP");
        await().pollDelay(SESSION.plusSeconds(2)).until(() -> true);
        signal("CONT");

        int whenItWoke = load.acknowledged().size();
        await().until(() -> load.acknowledged().size() > whenItWoke + 500);
        Ledger.demandExactlyOnce(bus, load, load.finish());
        assertThat(second.isAlive()).isTrue();
    }

    private static void signal(String name) {
        Tool.run(List.of("kill", "-" + name, Long.toString(second.pid()))).orFail();
    }

    private static Process startSecondWriter(JsonNode first) throws IOException {
        JsonNode postgres = first.get("postgres");
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BROKERS", first.get("kafka").asString());
        environment.put("POSTGRES_HOST", postgres.get("host").asString());
        environment.put("POSTGRES_PORT", postgres.get("port").asString());
        environment.put("POSTGRES_DATABASE", postgres.get("database").asString());
        environment.put("POSTGRES_USER", postgres.get("user").asString());
        environment.put("POSTGRES_PASSWORD", postgres.get("password").asString());
        environment.put("REDIS_URL", "redis://" + first.get("redis").asString());
        ProcessBuilder builder = new ProcessBuilder(
                        RunningBus.launcher(),
                        "serve",
                        "--roles",
                        "writer",
                        "--http",
                        secondHttp,
                        "--data",
                        folder.resolve("second").toString())
                .directory(Repository.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Files.createFile(folder.resolve("second.log")).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
