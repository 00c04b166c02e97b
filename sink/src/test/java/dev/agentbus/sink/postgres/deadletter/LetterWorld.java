package dev.agentbus.sink.postgres.deadletter;

import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import dev.agentbus.log.memory.MemoryLog;
import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.RetryDelays;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.deadletter.DeadLetterTopics;
import dev.agentbus.process.deadletter.LetterFilter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterReader;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.RedriveProgress;
import dev.agentbus.process.deadletter.RedriveRequest;
import dev.agentbus.process.deadletter.RedriveRequest.Selection;
import dev.agentbus.process.deadletter.Redrives;
import dev.agentbus.process.deadletter.StoredLetter;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.postgres.PostgresSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A log in memory, a database of its own on a real server, and the workers between them.
final class LetterWorld implements AutoCloseable {
    static final TopicName ACTIONS = new TopicName("agent-actions");
    static final TopicName LETTERS = new TopicName("agent-dead-letters");
    static final TopicName FOREIGN = new TopicName("orders.dlq");
    static final Instant RECORDED = Instant.parse("2026-11-21T06:00:00Z");
    static final int PARTITIONS = 3;
    private static final AtomicInteger COUNT = new AtomicInteger();

    final MemoryLog log = new MemoryLog()
            .withTopic(ACTIONS.value(), PARTITIONS)
            .withTopic(LETTERS.value(), 1)
            .withTopic(FOREIGN.value(), 1);
    final Contracts contracts;
    final DeadLetterTopics topics;
    final PostgresDatabase database;
    final PostgresLetters letters;
    final Redrives redrives;
    private final PostgresEngine engine;
    private final String url;
    private final List<Worker> workers = new ArrayList<>();

    LetterWorld(PostgresEngine engine) throws SQLException {
        this.engine = engine;
        String name = "letters_" + COUNT.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(engine.jdbcUrl(), engine.user(), engine.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        this.url = engine.jdbcUrl().replaceFirst("/[^/]*$", "/" + name);
        Contracts all = Contracts.builtIn();
        List<Contract> some =
                List.of(all.find(ACTIONS).orElseThrow(), all.find(LETTERS).orElseThrow());
        this.contracts = Contracts.of(some);
        this.topics = new DeadLetterTopics(contracts, List.of(FOREIGN));
        this.database = new PostgresDatabase(
                PostgresSettings.of(url, engine.user(), engine.password()).withPoolSize(8));
        this.letters = new PostgresLetters(database);
        this.redrives = new Redrives(letters, log, contracts, topics);
    }

    Worker startMirror() {
        return start(
                new DeadLetterMirror(
                        database,
                        topics.contracts(),
                        new LetterReader(contracts),
                        DeadLetterMirror.DEFAULT_MAX_REDRIVES),
                DeadLetterMirror.GROUP);
    }

    Worker startWriter() {
        return start(new PostgresSink(database, contracts), "db-writer-group");
    }

    Worker start(BatchSink sink, String group) {
        WorkerSettings settings = WorkerSettings.ofGroup(group)
                .withBatch(new BatchLimits(100, 1 << 20, Duration.ofMillis(20)))
                .withRetry(new RetryDelays(Duration.ofMillis(10), Duration.ofMillis(50)));
        Worker worker = new Worker(log, sink, settings, new SimpleMeterRegistry());
        workers.add(worker);
        worker.start();
        return worker;
    }

    Position append(TopicName topic, @Nullable String key, byte @Nullable [] value, Header... headers) {
        try (LogAppender appender = log.appender()) {
            return appender.append(new NewRecord(
                            topic,
                            key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                            value,
                            List.of(headers),
                            RECORDED))
                    .join();
        }
    }

    Position append(TopicName topic, @Nullable String key, String value, Header... headers) {
        return append(topic, key, value.getBytes(StandardCharsets.UTF_8), headers);
    }

    /// Of `agent-actions`, in the order of partitions and offsets.
    List<LogRecord> actions() {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            records.addAll(log.recordsOf(new LogPartition(ACTIONS, i)));
        }
        return records;
    }

    List<LogRecord> deadLetters() {
        return log.recordsOf(new LogPartition(LETTERS, 0));
    }

    /// Waits until so many letters are mirrored; oldest first.
    List<StoredLetter> awaitLetters(int count) {
        await().until(() -> letters.count(LetterFilter.ALL) >= count);
        return letters.list(LetterFilter.ALL, Long.MAX_VALUE, count + 1).stream()
                .map(listed -> letters.find(listed.stored().letter().id()).orElseThrow())
                .sorted(Comparator.comparingLong(StoredLetter::sequence))
                .toList();
    }

    StoredLetter letter(LetterId id) {
        return letters.find(id).orElseThrow();
    }

    RedriveProgress redrive(RedriveRequest request) {
        RedriveProgress started = redrives.start(request);
        await().until(() -> redrives.find(started.id()).orElseThrow().state() != RedriveProgress.State.RUNNING);
        return redrives.find(started.id()).orElseThrow();
    }

    RedriveProgress redriveAll() {
        return redrive(RedriveRequest.of(new Selection.Filtered(LetterFilter.ALL)));
    }

    static RedriveRequest named(LetterId... ids) {
        return RedriveRequest.of(new Selection.Named(List.of(ids)));
    }

    long pending() {
        return letters.count(LetterFilter.ALL.withStatus(LetterStatus.PENDING));
    }

    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    String text(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, engine.user(), engine.password());
    }

    @Override
    public void close() {
        log.reconnect();
        redrives.close();
        workers.forEach(Worker::stop);
        database.close();
    }
}
