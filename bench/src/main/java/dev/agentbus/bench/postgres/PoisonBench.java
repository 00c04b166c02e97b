package dev.agentbus.bench.postgres;

import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Table;
import dev.agentbus.events.contract.TopicSettings;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.TopicCounts;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.postgres.PostgresSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// What one bad record in a hundred costs the writer: such as can't be decoded, and such as PostgreSQL
/// alone refuses, so that a batch has to be halved. Beside it the same events without any bad ones,
/// interleaved. Arguments: events (20000), rounds (3).
public final class PoisonBench {
    private static final TopicName LETTERS = new TopicName("agent-dead-letters");

    /// What is wrong with the bad records.
    private enum Poison {
        NONE,
        UNDECODABLE,
        REFUSED
    }

    private static final int ONE_IN = 100;

    private final TemporaryEngines engines;
    private final KafkaLog log;
    private final int events;
    private int run;

    private PoisonBench(TemporaryEngines engines, int events) {
        this.engines = engines;
        this.log = new KafkaLog(KafkaSettings.of(engines.kafka().address().toString()));
        this.events = events;
    }

    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        try (TemporaryEngines engines = new TemporaryEngines()) {
            PoisonBench bench = new PoisonBench(engines, events);
            bench.rate(Poison.NONE);
            Map<Poison, double[]> rates = new EnumMap<>(Poison.class);
            for (int round = 0; round < rounds; round++) {
                for (Poison poison : Poison.values()) {
                    rates.computeIfAbsent(poison, _ -> new double[rounds])[round] = bench.rate(poison);
                }
            }
            double clean = median(rates.getOrDefault(Poison.NONE, new double[1]));
            System.out.printf("%d events, one in %d bad, median of %d interleaved rounds%n", events, ONE_IN, rounds);
            rates.forEach((poison, each) -> System.out.printf(
                    "%-12s %,10.0f events/s %6.2f of clean%n", poison, median(each), median(each) / clean));
            bench.log.close();
        }
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double rate(Poison poison) {
        String name = "poison-" + ++run;
        Contracts contracts = contractsOf(name);
        log.topics().createMissing(contracts.all());
        log.topics().createMissing(List.of(Contracts.builtIn().find(LETTERS).orElseThrow()));
        fill(name, poison);
        PostgresEngine engine = engines.postgres();
        try (PostgresDatabase database =
                        new PostgresDatabase(PostgresSettings.of(engine.jdbcUrl(), engine.user(), engine.password()));
                Worker worker = new Worker(
                        log,
                        new PostgresSink(database, contracts),
                        WorkerSettings.ofGroup(name),
                        new SimpleMeterRegistry())) {
            worker.start();
            long first = awaitEnded(worker, 1);
            long start = System.nanoTime();
            long last = awaitEnded(worker, events);
            return (last - first) / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static long awaitEnded(Worker worker, long atLeast) {
        while (true) {
            TopicCounts counts = worker.status().total();
            long ended = counts.stored() + counts.deadLettered();
            if (ended >= atLeast) {
                return ended;
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static Contracts contractsOf(String name) {
        Contract model =
                Contracts.builtIn().find(new TopicName("agent-actions")).orElseThrow();
        return Contracts.of(List.of(new Contract(
                new TopicName(name),
                model.domain(),
                model.title(),
                new TopicSettings(4, 1, Map.of()),
                model.keyField(),
                model.timeField(),
                model.fields(),
                Optional.of(new Table(name.replace('-', '_'), List.of(List.of("correlation_id")))),
                Optional.of(LETTERS),
                model.schema(),
                model.origin())));
    }

    private void fill(String topic, Poison poison) {
        Random random = new Random(1);
        try (LogAppender appender = log.appender()) {
            List<CompletableFuture<?>> receipts = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                boolean bad = i % ONE_IN == ONE_IN / 2;
                String trace = bad && poison == Poison.REFUSED
                        ? new BigInteger(32_000, random).toString(Character.MAX_RADIX)
                        : "trace-" + i % 500;
                String json = """
                        {"event_id":"%s","correlation_id":"%s","agent_name":"agent-%d","action_type":"tool_call",\
                        "action_name":"Read","action_details":{"content":"%s"},"duration_ms":%d}""".formatted(EventId.mint(), trace, i % 20, "some text of a file ".repeat(10), i % 900);
                String value = bad && poison == Poison.UNDECODABLE ? json.substring(0, 100) : json;
                receipts.add(appender.append(new NewRecord(
                        new TopicName(topic),
                        ("trace-" + i % 500).getBytes(StandardCharsets.UTF_8),
                        value.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        Instant.now())));
            }
            appender.flush();
            receipts.forEach(CompletableFuture::join);
        }
    }
}
