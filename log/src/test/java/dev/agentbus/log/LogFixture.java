package dev.agentbus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/// A log under test, and what tests do with it. One thread stands for all readers: each poll is a
/// turn of its owner.
public abstract class LogFixture {
    private static final AtomicInteger NAMES = new AtomicInteger();
    protected static final Duration TURN = Duration.ofMillis(100);
    protected static final AssignmentListener INDIFFERENT = new AssignmentListener() {
        @Override
        public void assigned(Set<LogPartition> partitions) {}

        @Override
        public void revoked(Set<LogPartition> partitions) {}

        @Override
        public void lost(Set<LogPartition> partitions) {}
    };

    static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final List<AutoCloseable> opened = new ArrayList<>();

    /// The log under test; one for all tests.
    protected abstract EventLog log();

    /// From now on the log answers nothing and refuses nothing.
    protected abstract void freeze();

    /// Ends [#freeze()].
    protected abstract void thaw();

    @AfterEach
    void closesWhatItOpened() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        opened.clear();
    }

    /// Remembers what the listener was told.
    protected static class Witness implements AssignmentListener {
        final Set<LogPartition> held = new HashSet<>();
        final Set<LogPartition> revoked = new HashSet<>();
        final Set<LogPartition> lost = new HashSet<>();

        @Override
        public void assigned(Set<LogPartition> partitions) {
            held.addAll(partitions);
        }

        @Override
        public void revoked(Set<LogPartition> partitions) {
            held.removeAll(partitions);
            revoked.addAll(partitions);
        }

        @Override
        public void lost(Set<LogPartition> partitions) {
            held.removeAll(partitions);
            lost.addAll(partitions);
        }
    }

    protected final TopicName topic(int partitions) {
        Contract contract = contract(name("topic"), partitions, Map.of());
        log().topics().createMissing(List.of(contract));
        return contract.topic();
    }

    protected static String name(String kind) {
        return kind + "-" + NAMES.incrementAndGet();
    }

    protected static NewRecord record(TopicName topic, String key, String value) {
        return new NewRecord(topic, key.getBytes(UTF_8), value.getBytes(UTF_8), List.of(), NOON);
    }

    protected final <T extends AutoCloseable> T open(T one) {
        opened.add(one);
        return one;
    }

    private LogAppender shared() {
        return opened.stream()
                .filter(each -> each instanceof LogAppender)
                .map(each -> (LogAppender) each)
                .findFirst()
                .orElseGet(this::appender);
    }

    final LogAppender appender() {
        return open(log().appender());
    }

    final Position append(NewRecord record) {
        return shared().append(record).orTimeout(10, TimeUnit.SECONDS).join();
    }

    protected final List<LogRecord> read(TopicName topic, int count) {
        return read(topic, count, ReaderSettings.withoutGroup());
    }

    protected final List<LogRecord> read(TopicName topic, int count, ReaderSettings settings) {
        LogReader reader = open(log().reader(settings));
        reader.assign(reader.partitionsOf(List.of(topic)));
        List<LogRecord> read = new ArrayList<>();
        await().until(() -> {
            read.addAll(reader.poll(TURN));
            return read.size() >= count;
        });
        return read;
    }

    static List<String> texts(LogReader reader, int count) {
        List<String> read = new ArrayList<>();
        await().until(() -> {
            reader.poll(TURN).forEach(record -> read.add(text(record)));
            return read.size() >= count;
        });
        return read;
    }

    static int turn(LogReader reader) {
        reader.poll(TURN);
        return reader.assignment().size();
    }

    protected static String text(LogRecord record) {
        return new String(Objects.requireNonNull(record.value()), UTF_8);
    }

    static void assertFails(CompletableFuture<Position> append, Class<? extends Throwable> kind, String message) {
        assertThatThrownBy(() -> append.orTimeout(10, TimeUnit.SECONDS).join())
                .cause()
                .isInstanceOf(kind)
                .hasMessageStartingWith(message);
    }

    static Contract contract(String topic, int partitions, Map<String, String> config) {
        return new Contract(
                new TopicName(topic),
                "test",
                "a test topic",
                new TopicSettings(partitions, 3, config),
                Optional.empty(),
                Contract.TIMESTAMP,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "{}",
                "test:1");
    }
}
