package dev.agentbus.ingest.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.Envelope;
import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.log.sqlite.SqliteSpool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final LogPartition PARTITION = new LogPartition(TOPIC, 0);

    private final MemoryLog log = new MemoryLog().withTopic(TOPIC.value(), 1);

    @TempDir
    private Path folder = Path.of("");

    private PublisherSettings settings = PublisherSettings.spoolingTo(folder);

    @SuppressWarnings("NullAway.Init") // Opened by each test.
    private Publisher publisher;

    @BeforeEach
    void spoolsIntoTheTestsFolder() {
        settings = PublisherSettings.spoolingTo(folder.resolve("spool")).withStallLimit(Duration.ofMillis(300));
    }

    @AfterEach
    void closes() {
        log.reconnect();
        publisher.close(Duration.ofSeconds(5));
    }

    @Test
    void deliversWithTheEnvelopeInHeaders() {
        publisher = Publisher.to(log, settings.withSource("the-agent"));

        Receipt receipt = join(publish("id-1", "{\"a\":1}"));

        assertThat(receipt.eventId()).isEqualTo(new EventId("id-1"));
        assertThat(receipt.position().orElseThrow().partition()).isEqualTo(PARTITION);
        LogRecord record = log.recordsOf(PARTITION).get(0);
        assertThat(record.value()).isEqualTo("{\"a\":1}".getBytes(UTF_8));
        assertThat(record.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(Envelope.find(record.headers(), Envelope.ID)).contains("id-1");
        assertThat(Envelope.find(record.headers(), Envelope.SOURCE)).contains("the-agent");
    }

    @Test
    void hidesSecretsBeforeTheLogAndTheSpool() throws IOException {
        publisher = Publisher.to(log, settings);

        join(publish("id-1", "{\"password\":\"correct-horse\"}"));
        log.disconnect();
        join(publish("id-2", "{\"password\":\"battery-staple\"}"));

        assertThat(text(log.recordsOf(PARTITION).get(0)))
                .doesNotContain("correct-horse")
                .contains("[redacted]");
        try (var files = Files.list(folder.resolve("spool"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), UTF_8))
                            .doesNotContain("battery-staple"));
        }
    }

    @Test
    void spoolsWhileTheLogIsAwayAndDrainsInOrder() {
        publisher = Publisher.to(log, settings);
        join(publish("0", "0"));
        log.disconnect();

        List<Receipt> spooled = new ArrayList<>();
        for (int i = 1; i < 50; i++) {
            spooled.add(join(publish("" + i, "" + i)));
        }
        log.reconnect();
        await().until(() -> publisher.counters().state() == PublisherState.DIRECT);
        Receipt after = join(publish("50", "50"));

        assertThat(spooled).allMatch(Receipt::isSpooled);
        assertThat(after.isSpooled()).isFalse();
        assertThat(firstOccurrences()).isEqualTo(numbers(51));
        PublisherCounters counters = publisher.counters();
        assertThat(counters.accepted()).isEqualTo(51);
        assertThat(counters.delivered()).isEqualTo(2);
        assertThat(counters.spooled()).isEqualTo(49);
        assertThat(counters.drained()).isEqualTo(49);
        assertThat(counters.spoolDepth()).isZero();
    }

    @Test
    void spoolsWhatAFrozenLogDoesNotAcknowledge() {
        publisher = Publisher.to(log, settings);
        join(publish("0", "0"));
        log.freeze();

        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 1; i < 2_500; i++) {
            receipts.add(publish("" + i, "" + i));
        }

        receipts.forEach(receipt -> assertThat(join(receipt).isSpooled()).isTrue());
        log.reconnect();
        await().until(() -> publisher.counters().state() == PublisherState.DIRECT);
        assertThat(firstOccurrences()).isEqualTo(numbers(2_500));
    }

    @Test
    void keepsTheOrderWhilePublishingThroughOutages() {
        publisher = Publisher.to(log, settings);
        int count = 0;
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 500; i++, count++) {
                publish("" + count, "" + count).exceptionally(failed -> null);
            }
            if (round % 2 == 0) {
                log.disconnect();
            } else {
                log.reconnect();
            }
            int published = count;
            await().until(() ->
                    publisher.counters().delivered() + publisher.counters().spooled() >= published - 400);
        }

        log.reconnect();

        await().until(() -> firstOccurrences().size() == 2_000);
        assertThat(firstOccurrences()).isEqualTo(numbers(2_000));
    }

    @Test
    void failsAtOnceWhenTheRingIsFull() {
        publisher = Publisher.to(log, settings.withRing(16, 1 << 20).withSpoolBytes(1));
        log.freeze();

        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            receipts.add(publish("" + i, "x".repeat(1000)));
        }

        CompletableFuture<Receipt> refused = receipts.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(refused::join)
                .cause()
                .isInstanceOf(TransientFailure.class)
                .hasMessageStartingWith("Cannot publish: too many events wait in memory, got: agent-actions/");
        assertThat(publisher.counters().rejected()).isPositive();
        log.reconnect();
        await().until(() -> publisher.counters().delivered()
                        + publisher.counters().spooled()
                        + publisher.counters().rejected()
                == 40_000);
    }

    @Test
    void failsForGoodWhatIsTooLargeAndLetsOthersFlow() {
        publisher = Publisher.to(log, settings);

        CompletableFuture<Receipt> large = publish("large", "x".repeat(MemoryLog.MAX_RECORD_BYTES + 1));
        CompletableFuture<Receipt> small = publish("small", "x");

        assertThatThrownBy(() -> join(large)).cause().isInstanceOf(PermanentFailure.class);
        assertThat(join(small).isSpooled()).isFalse();
        assertThat(publisher.counters().failed()).isEqualTo(1);
    }

    @Test
    void setsAsideWhatTheLogRefusesFromTheSpool() {
        publisher = Publisher.to(log, settings);
        log.disconnect();
        join(publisher.publish(event(new TopicName("nowhere"), "lost", "x")).toCompletableFuture());
        join(publish("1", "1"));

        log.reconnect();

        await().until(() -> publisher.counters().state() == PublisherState.DIRECT);
        assertThat(firstOccurrences()).containsExactly("1");
        assertThat(publisher.counters().setAside()).isEqualTo(1);
    }

    @Test
    void leavesTheRestInTheSpoolWhenClosed() {
        publisher = Publisher.to(log, settings);
        log.freeze();
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            receipts.add(publish("" + i, "" + i));
        }
        long start = System.nanoTime();

        publisher.close(Duration.ofSeconds(1));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        receipts.forEach(receipt -> assertThat(join(receipt).isSpooled()).isTrue());
        assertThat(publisher.counters().state()).isEqualTo(PublisherState.CLOSED);
        assertThatThrownBy(() -> join(publish("late", "x")))
                .cause()
                .isInstanceOf(TransientFailure.class)
                .hasMessage("Cannot publish: the publisher is closed, got: agent-actions/late");
    }

    @Test
    void deliversEverythingBeforeItClosesWhenTheLogIsThere() {
        publisher = Publisher.to(log, settings);
        for (int i = 0; i < 1_000; i++) {
            publish("" + i, "" + i).exceptionally(failed -> null);
        }

        publisher.close(Duration.ofSeconds(5));

        assertThat(firstOccurrences()).isEqualTo(numbers(1_000));
        assertThat(publisher.counters().spooled()).isZero();
    }

    @Test
    void adoptsWhatDeadProcessesLeftBeforeAnythingNew() {
        log.disconnect();
        try (Publisher dead = Publisher.to(log, settings)) {
            publisher = dead;
            join(publish("0", "0"));
        }
        try (Publisher dead = Publisher.to(log, settings)) {
            publisher = dead;
            join(publish("1", "1"));
        }
        log.reconnect();

        publisher = Publisher.to(log, settings);
        join(publish("2", "2"));

        await().until(() -> firstOccurrences().size() == 3);
        assertThat(firstOccurrences()).isEqualTo(numbers(3));
        publisher.close();
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void usesTheTimeBeforeItClosesToDrain() {
        log.disconnect();
        try (Publisher dead = Publisher.to(log, settings)) {
            publisher = dead;
            join(publish("0", "0"));
        }
        log.reconnect();

        publisher = Publisher.to(log, settings);
        publisher.close(Duration.ofSeconds(5));

        assertThat(firstOccurrences()).containsExactly("0");
    }

    @Test
    void leavesTheSpoolOfALiveProcessAlone() {
        Path file = folder.resolve("spool").resolve("1-1.db");
        try (SqliteSpool alive =
                SqliteSpool.open(file, SqliteSpool.DEFAULT_MAX_BYTES).orElseThrow()) {
            alive.append(List.of(new Pending(event(TOPIC, "theirs", "x")).toRecord(new byte[0], "other")));

            publisher = Publisher.to(log, settings);
            join(publish("ours", "x"));

            assertThat(firstOccurrences()).containsExactly("ours");
            assertThat(alive.events()).isEqualTo(1);
        }
    }

    @Test
    void flushesIntoTheSpoolWhenTheLogIsAway() {
        publisher = Publisher.to(log, settings);
        log.freeze();
        CompletableFuture<Receipt> receipt = publish("0", "0");

        assertThat(publisher.flush(Duration.ofMillis(1))).isFalse();
        assertThat(publisher.flush(Duration.ofSeconds(10))).isTrue();

        assertThat(receipt).isCompleted();
    }

    @Test
    void accountsForEveryEvent() throws InterruptedException {
        publisher = Publisher.to(log, settings.withRing(64, 1 << 20));
        List<Thread> threads = new ArrayList<>();
        List<CompletableFuture<Receipt>> receipts = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 4; t++) {
            int number = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 5_000; i++) {
                    receipts.add(publish(number + "-" + i, "x"));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        publisher.close();

        PublisherCounters counters = publisher.counters();
        assertThat(receipts).allMatch(CompletableFuture::isDone);
        assertThat(counters.accepted() + counters.rejected()).isEqualTo(20_000);
        assertThat(counters.delivered() + counters.spooled() + counters.failed())
                .isEqualTo(counters.accepted());
        assertThat(receipts.stream().filter(CompletableFuture::isCompletedExceptionally))
                .hasSize((int) counters.rejected());
    }

    private CompletableFuture<Receipt> publish(String id, String payload) {
        return publisher.publish(event(TOPIC, id, payload)).toCompletableFuture();
    }

    private static Event event(TopicName topic, String id, String payload) {
        return new Event(topic, new EventId(id), "k", payload.getBytes(UTF_8), Instant.now(), List.of());
    }

    private List<String> firstOccurrences() {
        LinkedHashSet<String> ids = new LinkedHashSet<>();
        log.recordsOf(PARTITION)
                .forEach(record ->
                        ids.add(Envelope.find(record.headers(), Envelope.ID).orElseThrow()));
        return List.copyOf(ids);
    }

    private static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add("" + i);
        }
        return numbers;
    }

    private static String text(LogRecord record) {
        return new String(Objects.requireNonNull(record.value()), UTF_8);
    }

    private static Receipt join(CompletableFuture<Receipt> receipt) {
        return receipt.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
