package dev.agentbus.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A handler with effects outside of the bus, on a real log, in a process that dies.
final class HandlerIT {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private KafkaLog log;
    private String topic;

    private record Effect(Instant time, String id, int attempt, String how) {}

    @AfterAll
    static void killEngines() {
        ENGINES.close();
    }

    @BeforeEach
    void makeTopic() throws IOException {
        topic = "handled-" + EventId.mint().value();
        Files.writeString(folder.resolve("handled.yaml"), """
                asyncapi: 3.0.0
                info: {title: Handled, version: 1.0.0}
                channels:
                  %s:
                    title: What a handler is given
                    messages:
                      handled:
                        payload:
                          type: object
                          required: [correlation_id, action]
                          properties:
                            correlation_id: {type: string}
                            action: {type: string}
                """.formatted(topic));
        log = new KafkaLog(KafkaSettings.of(ENGINES.kafka().address().toString()));
        List<Contract> contracts = new ArrayList<>(List.of(contractIn(folder)));
        Contracts.builtIn().find(new TopicName("agent-dead-letters")).ifPresent(contracts::add);
        log.topics().createMissing(contracts);
    }

    @AfterEach
    void killProcesses() {
        processes.forEach(Process::destroyForcibly);
        log.close();
    }

    /// The one contract that a test has put into its folder.
    static Contract contractIn(Path folder) {
        return Contracts.load(folder).all().stream()
                .filter(contract -> contract.topic().value().startsWith("handled-"))
                .findFirst()
                .orElseThrow();
    }

    private Process startHandler(Duration retryAfter) throws IOException {
        Process process = HandlerProcess.start(ENGINES.kafka().address().toString(), folder, folder, retryAfter);
        processes.add(process);
        return process;
    }

    private String append(String key, String action) {
        String id = EventId.mint().value();
        String json = "{\"event_id\":\"%s\",\"correlation_id\":\"%s\",\"action\":\"%s\"}".formatted(id, key, action);
        try (LogAppender appender = log.appender()) {
            appender.append(new NewRecord(
                            new TopicName(topic),
                            key.getBytes(StandardCharsets.UTF_8),
                            json.getBytes(StandardCharsets.UTF_8),
                            List.of(),
                            Instant.now()))
                    .join();
        }
        return id;
    }

    private List<Effect> effects() throws IOException {
        Path file = folder.resolve("effects");
        List<Effect> effects = new ArrayList<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] words = line.split(" ", -1);
            effects.add(new Effect(
                    Instant.ofEpochMilli(Long.parseLong(words[0])), words[1], Integer.parseInt(words[2]), words[3]));
        }
        return effects;
    }

    private List<String> done() throws IOException {
        return effects().stream()
                .filter(effect -> effect.how().equals("done"))
                .map(Effect::id)
                .toList();
    }

    @Test
    void givesUpTheRecordThatKillsTheProcessAfterThreeStartsAndHandlesTheRest() throws Exception {
        List<String> good = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            good.add(append("key-" + i % 5, "go"));
            if (i == 9) {
                append("key-2", "kill");
            }
        }
        for (int death = 1; death <= 3; death++) {
            Process process = startHandler(Duration.ofSeconds(1));
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("death %d", death)
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(9);
        }

        Process survivor = startHandler(Duration.ofSeconds(1));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(done()).containsAll(good));
        assertThat(survivor.isAlive()).isTrue();
    }

    @Test
    void remembersAcrossARestartWhenARetryIsDue() throws Exception {
        Process first = startHandler(Duration.ofSeconds(12));
        String later = append("slow", "later");
        String follower = append("slow", "go");
        String other = append("quick", "go");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(effects()).extracting(Effect::id).contains(later, other));
        first.getOutputStream().close();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

        startHandler(Duration.ofSeconds(12));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(done()).contains(later, follower));
        List<Effect> ofLater =
                effects().stream().filter(effect -> effect.id().equals(later)).toList();
        assertThat(ofLater).extracting(Effect::attempt).containsExactly(1, 2);
        assertThat(Duration.between(ofLater.getFirst().time(), ofLater.getLast().time()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(12));
        assertThat(done()).containsExactly(other, later, follower);
    }
}
