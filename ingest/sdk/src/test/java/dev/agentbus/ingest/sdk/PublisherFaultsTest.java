package dev.agentbus.ingest.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.KafkaEngine;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.TopicSettings;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults on a real broker; each round has a seed. `-Dfaults.rounds=5` runs five rounds of each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublisherFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TemporaryEngines engines = new TemporaryEngines();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private KafkaEngine kafka;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private KafkaLog log;

    @TempDir
    private Path folder = Path.of("");

    static LongStream seeds() {
        int rounds = Integer.getInteger("faults.rounds", 1);
        return new Random().longs(rounds);
    }

    @BeforeAll
    void startsABroker() {
        kafka = engines.kafka();
        log = new KafkaLog(KafkaSettings.of(kafka.address().toString()));
    }

    @AfterAll
    void stopsTheBroker() {
        log.close();
        engines.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesNothingWhenTheBrokerIsKilledWhilePublishing(long seed) throws Exception {
        Random random = new Random(seed);
        TopicName topic = topic("killed");
        Publisher publisher = publisher();
        Load load = Load.on(publisher, topic, id -> {});
        await().until(() -> publisher.counters().delivered() > 500 + random.nextInt(1_500));

        kafka.kill();
        await().until(() -> publisher.counters().spooled() > random.nextInt(2_000));
        kafka.start();

        finish(publisher, load, topic, "broker killed, seed " + seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void losesNothingWhenTheBrokerIsFrozen(long seed) throws Exception {
        Random random = new Random(seed);
        TopicName topic = topic("frozen");
        Publisher publisher = publisher();
        Load load = Load.on(publisher, topic, id -> {});
        await().until(() -> publisher.counters().delivered() > 500 + random.nextInt(1_500));

        kafka.freeze();
        long start = System.nanoTime();
        await().atMost(LIMIT).until(() -> System.nanoTime() - start > TimeUnit.SECONDS.toNanos(10));
        assertThat(publisher.counters().spooled()).isPositive();
        kafka.thaw();

        finish(publisher, load, topic, "broker frozen, seed " + seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void publishesBeforeTheBrokerIsThere(long seed) throws Exception {
        TopicName topic = topic("absent");
        kafka.stop();
        Publisher publisher = publisher();
        Load load = Load.on(publisher, topic, id -> {});

        int before = new Random(seed).nextInt(3_000);
        await().atMost(LIMIT).until(() -> publisher.counters().spooled() > before);
        kafka.start();

        finish(publisher, load, topic, "broker absent at start, seed " + seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void deliversWhatAKilledProcessHadSpooled(long seed) throws Exception {
        TopicName topic = topic("orphaned");
        Path spool = folder.resolve("spool-" + seed);
        int before = 500 + new Random(seed).nextInt(3_000);
        kafka.stop();
        Queue<String> promised = new ConcurrentLinkedQueue<>();
        Process process = start(topic, spool, promised);
        try {
            await().atMost(LIMIT).until(() -> promised.size() > before);
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> left = List.copyOf(promised);
        kafka.start();

        try (Publisher publisher = Publisher.to(log, PublisherSettings.spoolingTo(spool))) {
            await().atMost(LIMIT)
                    .until(() -> publisher.counters().drained() >= left.size()
                            && publisher.counters().spoolDepth() == 0);
        }

        LogCheck.assertKept(log, topic, left, "process killed while spooling, seed " + seed);
        assertThat(spool).isEmptyDirectory();
    }

    private Publisher publisher() {
        // Several rounds of several faults, each with its own folder: what one leaves, another must not adopt.
        Path spool = folder.resolve("spool-" + System.nanoTime());
        return Publisher.toKafka(KafkaSettings.of(kafka.address().toString()), PublisherSettings.spoolingTo(spool));
    }

    private void finish(Publisher publisher, Load load, TopicName topic, String context) throws Exception {
        await().atMost(LIMIT).until(() -> publisher.counters().state() == PublisherState.DIRECT);
        long delivered = publisher.counters().delivered();
        await().atMost(LIMIT).until(() -> publisher.counters().delivered() > delivered + 500);
        load.stop();
        publisher.close(Duration.ofSeconds(10));

        PublisherCounters counters = publisher.counters();
        System.out.println(context + ": " + counters);
        assertThat(load.failures()).isEmpty();
        assertThat(load.promised()).hasSize((int) counters.accepted());
        assertThat(counters.spoolDepth()).isZero();
        LogCheck.assertKept(log, topic, load.promised(), context);
    }

    private Process start(TopicName topic, Path spool, Queue<String> promised) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PublishingProcess.class.getName(),
                        kafka.address().toString(),
                        topic.value(),
                        spool.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(() -> read(process, promised), "promises");
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private static void read(Process process, Queue<String> promised) {
        try (BufferedReader lines = process.inputReader()) {
            // The last line may be cut by the kill; an id without its end would be one that was never there.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("key-\\d/\\d+")) {
                    promised.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TopicName topic(String name) {
        TopicName topic = new TopicName(name + "-" + System.nanoTime());
        log.topics()
                .createMissing(List.of(new Contract(
                        topic,
                        "test",
                        "a test topic",
                        new TopicSettings(3, 1, Map.of()),
                        Optional.empty(),
                        Contract.TIMESTAMP,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        "{}",
                        "test:1")));
        return topic;
    }
}
