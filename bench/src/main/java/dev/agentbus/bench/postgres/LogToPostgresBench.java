package dev.agentbus.bench.postgres;

import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.postgres.PostgresSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// Log to PostgreSQL, exactly once, by the real worker; beside what others do, interleaved in one
/// run, into the same table. Arguments: events (30000), events per batch (100), rounds (5).
public final class LogToPostgresBench {
    private static final TopicName TOPIC = new TopicName("agent-actions");
    private static final String TABLE = "agent_actions";
    /// Rows one by one are slow; a share of them is enough for a rate.
    private static final int ROW_BY_ROW_SHARE = 10;

    /// One way into the table.
    enum Way {
        ROW_BY_ROW,
        BATCHED,
        BARE_COPY,
        WORKER
    }

    /// What one way did in one round.
    record Measured(double rowsPerSecond, double clientCpuPerMillion, double serverCpuPerMillion) {}

    private final TemporaryEngines engines;
    private final KafkaLog log;
    private final int events;
    private final int batch;
    private final Contracts contracts;
    private int group;

    private LogToPostgresBench(TemporaryEngines engines, int events, int batch) {
        this.engines = engines;
        this.log = new KafkaLog(KafkaSettings.of(engines.kafka().address().toString()));
        this.events = events;
        this.batch = batch;
        Contract actions = Contracts.builtIn().find(TOPIC).orElseThrow();
        this.contracts = Contracts.of(List.of(actions));
    }

    public static void main(String[] args) throws Exception {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 30_000;
        int batch = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        try (TemporaryEngines engines = new TemporaryEngines()) {
            new LogToPostgresBench(engines, events, batch).run(rounds);
        }
    }

    private void run(int rounds) throws Exception {
        log.topics().createMissing(contracts.all());
        fillLog();
        work();
        Map<Way, List<Measured>> results = new EnumMap<>(Way.class);
        try (Connection connection = connect()) {
            Peers peers = Peers.of(connection, TABLE, batch);
            measure(Way.BATCHED, peers, connection);
            for (int round = 0; round < rounds; round++) {
                for (Way way : Way.values()) {
                    results.computeIfAbsent(way, _ -> new ArrayList<>()).add(measure(way, peers, connection));
                }
            }
        }
        log.close();
        print(results, rounds);
    }

    private void fillLog() {
        try (LogAppender appender = log.appender()) {
            List<CompletableFuture<?>> receipts = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                byte[] key = ("trace-" + i % 500).getBytes(StandardCharsets.UTF_8);
                byte[] value = """
                        {"event_id":"%s","correlation_id":"trace-%d","agent_name":"agent-%d","action_type":"tool_call",\
                        "action_name":"Read","action_details":{"file_path":"src/main/java/App%d.java","lines":[1,240],\
                        "content":"%s"},"duration_ms":%d,"debug_mode":true,"success":true,\
                        "project_name":"demo","working_directory":"/home/dev/demo"}""".formatted(
                                EventId.mint(), i % 500, i % 20, i, "some text of a file ".repeat(10), i % 900)
                        .getBytes(StandardCharsets.UTF_8);
                receipts.add(appender.append(new NewRecord(TOPIC, key, value, List.of(), Instant.now())));
            }
            appender.flush();
            receipts.forEach(CompletableFuture::join);
        }
    }

    private Measured measure(Way way, Peers peers, Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("truncate " + TABLE);
            statement.execute("checkpoint");
        }
        int some = Math.max(1, events / ROW_BY_ROW_SHARE);
        return switch (way) {
            case ROW_BY_ROW -> timed(some, () -> peers.insertRowByRow(connection, some));
            case BATCHED -> timed(events, () -> peers.insertBatched(connection, batch));
            case BARE_COPY -> timed(events, () -> peers.copyBare(connection));
            case WORKER -> work();
        };
    }

    /// A piece of work on the database.
    private interface Work {
        void run() throws SQLException;
    }

    private Measured timed(int rows, Work work) throws SQLException {
        CpuClock cpu = cpu();
        long start = System.nanoTime();
        work.run();
        return measured(rows, System.nanoTime() - start, cpu().since(cpu));
    }

    /// From the first batch in the table to the last, so that joining the group is left out.
    private Measured work() {
        PostgresEngine engine = engines.postgres();
        try (PostgresDatabase database =
                new PostgresDatabase(PostgresSettings.of(engine.jdbcUrl(), engine.user(), engine.password()))) {
            WorkerSettings settings = WorkerSettings.ofGroup("bench-" + ++group)
                    .withBatch(new BatchLimits(batch, 4 << 20, Duration.ofMillis(500)));
            try (Worker worker =
                    new Worker(log, new PostgresSink(database, contracts), settings, new SimpleMeterRegistry())) {
                worker.start();
                long first = awaitStored(worker, 1);
                CpuClock cpu = cpu();
                long start = System.nanoTime();
                long last = awaitStored(worker, events);
                return measured((int) (last - first), System.nanoTime() - start, cpu().since(cpu));
            }
        }
    }

    private static long awaitStored(Worker worker, long atLeast) {
        while (true) {
            long stored = worker.status().total().stored();
            if (stored >= atLeast) {
                return stored;
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private CpuClock cpu() {
        return CpuClock.read(engines.postgres().pid());
    }

    private static Measured measured(int rows, long nanos, CpuClock cpu) {
        double millions = rows / 1e6;
        return new Measured(
                rows / (nanos / 1e9),
                cpu.client().toMillis() / 1e3 / millions,
                cpu.server().toMillis() / 1e3 / millions);
    }

    private Connection connect() throws SQLException {
        PostgresEngine engine = engines.postgres();
        return DriverManager.getConnection(
                engine.jdbcUrl() + "?reWriteBatchedInserts=true", engine.user(), engine.password());
    }

    private void print(Map<Way, List<Measured>> results, int rounds) {
        double worker = median(results.getOrDefault(Way.WORKER, List.of()), Way.WORKER);
        System.out.printf("%d events, %d per transaction, median of %d interleaved rounds%n", events, batch, rounds);
        System.out.printf(
                "%-12s %10s %14s %20s %20s%n", "way", "rows/s", "worker/this", "client CPU s/1M", "postgres CPU s/1M");
        results.forEach((way, measured) -> System.out.printf(
                "%-12s %,10.0f %14.2f %20.1f %20.1f%n",
                way,
                median(measured, way),
                worker / median(measured, way),
                middle(measured.stream()
                        .mapToDouble(Measured::clientCpuPerMillion)
                        .toArray()),
                middle(measured.stream()
                        .mapToDouble(Measured::serverCpuPerMillion)
                        .toArray())));
    }

    private static double median(List<Measured> measured, Way way) {
        if (measured.isEmpty()) {
            throw new IllegalStateException("Cannot print: nothing was measured, got: " + way);
        }
        return middle(measured.stream().mapToDouble(Measured::rowsPerSecond).toArray());
    }

    private static double middle(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
