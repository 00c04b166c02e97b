package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// An engine stands still under load, as a hung disk or a lost network makes it: nobody is told, nothing
/// answers. `-Doutage.seconds=60` for a whole minute.
final class OutageIT {
    private static final int SECONDS = Integer.getInteger("outage.seconds", 12);

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

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis", "kafka"})
    void losesDoublesAndGivesUpNothingAndIsSoonBackAtFullSpeed(String engine) throws Exception {
        Load load = Load.start(bus, 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> load.acknowledged().size() > 200);
        long pid = bus.pidOf(engine);

        signal("STOP", pid);
        await().pollDelay(Duration.ofSeconds(SECONDS))
                .atMost(Duration.ofSeconds(SECONDS + 5))
                .until(() -> true);
        if (engine.equals("postgres")) {
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> writer().get("reasons").toString().contains("sink-down"));
        }
        JsonNode during = writer();
        signal("CONT", pid);
        long back = System.nanoTime();
        await().atMost(Duration.ofMinutes(3))
                .until(() -> writer().get("lagEvents").asLong(Long.MAX_VALUE) < 100);
        System.out.printf(
                "%s stood still for at least %d s; the writer said %s %s; caught up %.1f s after%n",
                engine, SECONDS, during.get("verdict"), during.get("reasons"), (System.nanoTime() - back) / 1e9);

        assertThat(bus.pidOf(engine)).as("nobody had to be started again").isEqualTo(pid);
        Ledger.demandExactlyOnce(bus, load, load.finish());
        assertThat(deadLetters()).isZero();
        if (engine.equals("postgres")) {
            assertThat(during.get("verdict").asString()).isIn("WARN", "STALLED");
        }
    }

    private static JsonNode writer() {
        return bus.getJson("/api/groups/db-writer-group");
    }

    private static long deadLetters() throws Exception {
        Process kcat = new ProcessBuilder(
                        "kcat", "-b", bus.kafka(), "-C", "-t", "agent-dead-letters", "-e", "-q", "-f", "%o\n")
                .redirectErrorStream(true)
                .start();
        String out = new String(kcat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        kcat.waitFor();
        return out.lines().filter(line -> line.matches("\\d+")).count();
    }

    /// To the process and all it has started.
    private static void signal(String name, long pid) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        Stream.concat(Stream.of(process), process.descendants())
                .map(each -> Long.toString(each.pid()))
                .forEach(command::add);
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
