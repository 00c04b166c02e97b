package dev.agentbus.bench.replay;

import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.replay.ReplayRequest;
import dev.agentbus.process.replay.ReplaySource.TimeRange;
import dev.agentbus.process.replay.ReplayStatus;
import dev.agentbus.process.replay.ReplayTarget;
import dev.agentbus.process.replay.ReplayTargets;
import dev.agentbus.process.replay.Replays;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresPositions;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.postgres.PostgresSink;
import dev.agentbus.view.ReplayedViews;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// An hour of events read again: into a view that is thrown away, and by a fresh group into
/// PostgreSQL, where all are new at first and all are duplicates from then on; beside a bare
/// consumer that reads the same records and looks at none. Arguments: events (200000), rounds (3).
public final class ReplayBench {
    private static final TopicName TOPIC = new TopicName("agent-actions");

    private final KafkaLog log;
    private final String brokers;
    private final Contracts contracts =
            Contracts.of(List.of(Contracts.builtIn().find(TOPIC).orElseThrow()));
    private final int events;
    private final Map<String, List<Double>> rates = new TreeMap<>();

    private ReplayBench(String brokers, int events) {
        this.brokers = brokers;
        this.events = events;
        this.log = new KafkaLog(KafkaSettings.of(brokers));
    }

    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        try (TemporaryEngines engines = new TemporaryEngines()) {
            ReplayBench bench = new ReplayBench(engines.kafka().address().toString(), events);
            PostgresEngine engine = engines.postgres();
            try (PostgresDatabase database =
                    new PostgresDatabase(PostgresSettings.of(engine.jdbcUrl(), engine.user(), engine.password()))) {
                bench.run(database, rounds);
            }
        }
    }

    private void run(PostgresDatabase database, int rounds) {
        log.topics().createMissing(contracts.all());
        fillLog();
        ReplayTargets.Store store = new ReplayTargets.Store(
                new PostgresSink(database, contracts), new PostgresPositions(database), _ -> {});
        try (Replays replays = new Replays(
                log,
                contracts,
                new ReplayTargets(Optional.of(store), Optional.of(new ReplayedViews())),
                Clock.systemUTC())) {
            measure("fresh group, all new", () -> replay(replays, new ReplayTarget.NewGroup()));
            for (int round = 0; round < rounds; round++) {
                measure("bare consumer", this::pollBare);
                measure("throw-away view", () -> replay(replays, new ReplayTarget.ThrowAwayView(Duration.ZERO)));
                measure("fresh group, all there", () -> replay(replays, new ReplayTarget.NewGroup()));
            }
        }
        log.close();
        rates.forEach((way, each) -> System.out.printf(
                "%-24s %,12.0f events/s (of %s)%n",
                way,
                each.stream().sorted().toList().get(each.size() / 2),
                each.stream().map(Math::round).toList()));
    }

    private void measure(String way, DoubleSupplier perSecond) {
        rates.computeIfAbsent(way, _ -> new ArrayList<>()).add(perSecond.getAsDouble());
    }

    private void fillLog() {
        Instant begin = Instant.now().minus(Duration.ofHours(1));
        try (LogAppender appender = log.appender()) {
            List<CompletableFuture<?>> receipts = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                Instant time = begin.plusMillis(i * 3_600_000L / events);
                byte[] key = ("trace-" + i / 12).getBytes(StandardCharsets.UTF_8);
                byte[] value = """
                        {"event_id":"%s","correlation_id":"trace-%d","agent_name":"agent-%d","action_type":"tool_call",\
                        "action_name":"Read","action_details":{"file_path":"src/main/java/App%d.java","lines":[1,240]},\
                        "duration_ms":%d,"debug_mode":true,"success":true,"timestamp":"%s"}""".formatted(EventId.mint(), i / 12, i % 50, i % 1_000, i % 900, time)
                        .getBytes(StandardCharsets.UTF_8);
                receipts.add(appender.append(new NewRecord(TOPIC, key, value, List.of(), time)));
            }
            appender.flush();
            receipts.forEach(CompletableFuture::join);
        }
    }

    private double pollBare() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "auto.offset.reset",
                "earliest",
                "max.poll.records",
                4_000,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
        long start = System.nanoTime();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
            consumer.assign(consumer.partitionsFor(TOPIC.value()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList());
            int read = 0;
            while (read < events) {
                read += consumer.poll(Duration.ofMillis(100)).count();
            }
        }
        return events / ((System.nanoTime() - start) / 1e9);
    }

    /// From the request to the end, planning included.
    private double replay(Replays replays, ReplayTarget target) {
        long start = System.nanoTime();
        ReplayStatus status = replays.start(new ReplayRequest(TimeRange.ALL, target));
        while (!status.state().isOver()) {
            LockSupport.parkNanos(1_000_000);
            status = replays.find(status.id());
        }
        double perSecond = events / ((System.nanoTime() - start) / 1e9);
        if (status.selected() != events) {
            throw new IllegalStateException("Cannot measure: not all was read, got: " + status);
        }
        return perSecond;
    }
}
