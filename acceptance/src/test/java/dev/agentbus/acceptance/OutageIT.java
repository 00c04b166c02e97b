package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// An engine stands still under load, as a hung disk or a lost network makes it: nobody is told, nothing
/// answers. `-Doutage.seconds=60` for a whole minute. Prints how long after its return the tables took at least as much
/// in a second as the fleet published, and how long until they had all that was acknowledged before.
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
    @CsvSource({
        "postgres, db-writer-group, sink-(slow|down)",
        "redis,    metrics-group,   sink-(slow|down)",
        "kafka,    db-writer-group, log-down"
    })
    void losesDoublesAndGivesUpNothingAndSaysWhy(String engine, String group, String reason) throws Exception {
        Load load = Load.start(bus, 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> load.acknowledged().size() > 200);
        long pid = bus.pidOf(engine);
        // Asked before the engine stands still: in the rush of its return a login takes seconds.
        Connection tables = bus.postgres();
        PreparedStatement count =
                tables.prepareStatement("SELECT count(*) FROM agent_actions WHERE correlation_id LIKE ?");
        count.setString(1, load.traces() + "%");
        await().until(() -> stored(count) > 0);

        signal("STOP", pid);
        await().pollDelay(Duration.ofSeconds(SECONDS))
                .atMost(Duration.ofSeconds(SECONDS + 5))
                .until(() -> true);
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(standing(group).get("reasons").toString()).containsPattern(reason);
            assertThat(standing(group).get("verdict").asString()).isIn("WARN", "STALLED");
        });
        JsonNode during = standing(group);
        int before = load.acknowledged().size();
        signal("CONT", pid);
        long back = System.nanoTime();
        Recovery recovery = new Recovery(load, back);
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> recovery.seen(stored(count)) >= before);
        System.out.printf(
                "%s stood still for at least %d s; %s said %s %s; tables at full speed %s; %d events caught up %.1f s"
                        + " after its return%n",
                engine,
                SECONDS,
                group,
                during.get("verdict"),
                during.get("reasons"),
                recovery.fullSpeed(),
                before,
                recovery.now());
        tables.close();

        assertThat(bus.pidOf(engine)).as("nobody had to be started again").isEqualTo(pid);
        Ledger.demandExactlyOnce(bus, load, load.finish());
        assertThat(bus.recordsIn("agent-dead-letters")).isZero();
    }

    private static long stored(PreparedStatement count) throws SQLException {
        try (ResultSet rows = count.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static JsonNode standing(String group) {
        return bus.getJson("/api/groups/" + group);
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

    /// What the tables take after an engine's return.
    private static final class Recovery {
        private static final double WINDOW = 1;

        private final Load load;
        private final long back;
        private final Deque<Sample> samples = new ArrayDeque<>();
        private double fullSpeed = Double.NaN;

        /// @param at seconds after the return
        private record Sample(double at, long stored, int acknowledged) {}

        private Recovery(Load load, long back) {
            this.load = load;
            this.back = back;
        }

        private double now() {
            return (System.nanoTime() - back) / 1e9;
        }

        private long seen(long stored) {
            Sample sample = new Sample(now(), stored, load.acknowledged().size());
            while (samples.size() > 1 && samples.element().at < sample.at - WINDOW) {
                Sample before = samples.remove();
                long taken = stored - before.stored;
                if (Double.isNaN(fullSpeed) && taken > 0 && taken >= sample.acknowledged - before.acknowledged) {
                    fullSpeed = sample.at;
                }
            }
            samples.add(sample);
            return stored;
        }

        private String fullSpeed() {
            return Double.isNaN(fullSpeed) ? "all the time" : "%.1f s after its return".formatted(fullSpeed);
        }
    }
}
