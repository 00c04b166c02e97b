package dev.agentbus.ingest.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README, as a program of its own on the machine's Java 17.
class Java17Test {
    private static final TopicName TOPIC = new TopicName("agent-actions");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void publishesFromAJava17Process() throws Exception {
        Optional<Path> java = java17();
        assumeTrue(java.isPresent(), "needs a JDK or JRE 17 under /usr/lib/jvm or in JAVA_HOME_17; found none");
        compileExample();
        try (TemporaryEngines engines = new TemporaryEngines();
                KafkaLog log =
                        new KafkaLog(KafkaSettings.of(engines.kafka().address().toString()))) {
            log.topics().createMissing(List.of(Contracts.builtIn().find(TOPIC).orElseThrow()));

            // On a busy machine the first one may only reach the spool; then the next one brings both.
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                assertThat(run(java.get(), engines.kafka().address().toString()))
                        .contains("durable: Receipt[");
                return !LogCheck.recordsOf(log, TOPIC).isEmpty();
            });

            LogRecord record = LogCheck.recordsOf(log, TOPIC).get(0);
            assertThat(new String(Objects.requireNonNull(record.value()), UTF_8))
                    .contains("\"agent_name\":\"coder\"")
                    .contains("\"correlation_id\":\"my-first-trace\"");
        }
    }

    @Test
    void isTheExampleOfTheReadme() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains(Files.readString(example()));
    }

    private void compileExample() {
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-cp",
                        classPath(),
                        "-d",
                        folder.toString(),
                        example().toString());
        assertThat(result).isZero();
    }

    private String run(Path java, String brokers) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                java.toString(), "-cp", folder + File.pathSeparator + classPath(), "FirstEvents", brokers);
        builder.environment().put("AGENTBUS_HOME", folder.resolve("home").toString());
        Process process = builder.redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path example() {
        return Path.of("src", "test", "resources", "FirstEvents.java");
    }

    /// What an agent program would have: the SDK and what it needs, nothing of the tests, no
    /// logging.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Stream.of("test-classes", "engine", "kafka_2.13", "logback")
                        .noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Optional<Path> java17() throws IOException {
        String named = System.getenv("JAVA_HOME_17");
        Path root = Path.of("/usr/lib/jvm");
        try (Stream<Path> installed = Files.isDirectory(root) ? Files.list(root) : Stream.empty()) {
            return Stream.concat(Stream.ofNullable(named).map(Path::of), installed.sorted())
                    .filter(Java17Test::isJava17)
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static boolean isJava17(Path home) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"17");
        } catch (IOException _notAJavaHome) {
            return false;
        }
    }
}
