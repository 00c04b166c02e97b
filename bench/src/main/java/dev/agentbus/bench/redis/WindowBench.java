package dev.agentbus.bench.redis;

import dev.agentbus.engine.HostPort;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.ingest.demo.Fleet;
import dev.agentbus.ingest.demo.FleetEvent;
import dev.agentbus.ingest.demo.Moment;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.Worker;
import dev.agentbus.sink.redis.RedisSettings;
import dev.agentbus.sink.redis.windows.MetricsCounters;
import dev.agentbus.sink.redis.windows.MetricsSink;
import dev.agentbus.sink.redis.windows.RedisMetricsStore;
import dev.agentbus.sink.redis.windows.WindowSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.RedisClient;

/// Log to Redis windows by the real worker, each event once, with sketches and four sizes; beside a bare
/// consumer that counts each event in one window by a pipeline of `HINCRBY`s, without positions,
/// percentiles or any guarantee. Both read the same records of a made-up fleet from a real Kafka, rounds
/// interleaved. Arguments: events (60000), minutes their times span (10), rounds (5).
public final class WindowBench {
    private static final Pattern CALLS = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");
    private static final int AGENTS = 200;

    /// One way to count.
    enum Way {
        BARE_PIPELINE,
        WORKER
    }

    /// What one way did in one round.
    ///
    /// @param callsPerEvent what the client sent
    /// @param commandsPerEvent as the server counts them, a script's own included
    record Measured(double eventsPerSecond, double callsPerEvent, double commandsPerEvent) {}

    private final TemporaryEngines engines;
    private final KafkaLog log;
    private final Contracts contracts;
    private final RedisClient redis;
    private final int events;
    private int groups;

    private WindowBench(TemporaryEngines engines, RedisClient redis, int events) {
        this.engines = engines;
        this.log = new KafkaLog(KafkaSettings.of(engines.kafka().address().toString()));
        this.contracts = Contracts.builtIn();
        this.redis = redis;
        this.events = events;
    }

    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 60_000;
        int minutes = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        try (TemporaryEngines engines = new TemporaryEngines()) {
            HostPort address = engines.redis().address();
            try (RedisClient redis = RedisClient.create(address.host(), address.port())) {
                new WindowBench(engines, redis, events).run(minutes, rounds);
            }
        }
    }

    private void run(int minutes, int rounds) {
        log.topics().createMissing(contracts.all());
        fillLog(Duration.ofMinutes(minutes));
        Map<Way, List<Measured>> results = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            measure(way);
        }
        for (int round = 0; round < rounds; round++) {
            for (Way way : Way.values()) {
                results.computeIfAbsent(way, _ -> new ArrayList<>()).add(measure(way));
            }
        }
        log.close();
        print(results, minutes, rounds);
    }

    private void fillLog(Duration span) {
        Instant begin = Instant.now().minus(span);
        Fleet fleet = Fleet.of(5, AGENTS);
        try (LogAppender appender = log.appender()) {
            List<CompletableFuture<?>> receipts = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                FleetEvent event = fleet.next();
                Instant time = begin.plusMillis(span.toMillis() * i / events);
                byte[] key = event.author().getBytes(StandardCharsets.UTF_8);
                byte[] value = event.payload(new Moment(time, 1));
                receipts.add(appender.append(new NewRecord(event.topic(), key, value, List.of(), time)));
            }
            appender.flush();
            receipts.forEach(CompletableFuture::join);
        }
    }

    private Measured measure(Way way) {
        redis.flushAll();
        long before = commands(".*");
        long scriptsBefore = commands("eval.*");
        double rate = switch (way) {
            case BARE_PIPELINE -> new BarePipeline(log, redis, topics()).run(events);
            case WORKER -> work();
        };
        double all = commands(".*") - before;
        double scripts = commands("eval.*") - scriptsBefore;
        return new Measured(rate, (way == Way.WORKER ? scripts : all) / events, all / events);
    }

    private List<Contract> topics() {
        return contracts.all().stream()
                .filter(contract -> contract.table().isPresent())
                .toList();
    }

    /// From the first batch that is counted to the last, so that joining the group is left out.
    private double work() {
        HostPort address = engines.redis().address();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (RedisMetricsStore store = new RedisMetricsStore(RedisSettings.of(address.host(), address.port()))) {
            MetricsSink sink = new MetricsSink(
                    store, contracts, WindowSettings.DEFAULT, new MetricsCounters(meters), Clock.systemUTC());
            try (Worker worker =
                    new Worker(log, sink, MetricsSink.workerSettings("bench-windows-" + ++groups), meters)) {
                worker.start();
                long first = awaitCounted(worker, 1);
                long start = System.nanoTime();
                long last = awaitCounted(worker, events);
                return (last - first) / ((System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static long awaitCounted(Worker worker, long atLeast) {
        while (true) {
            long stored = worker.status().total().stored();
            if (stored >= atLeast) {
                return stored;
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private long commands(String name) {
        long sum = 0;
        Matcher each = CALLS.matcher(redis.info("commandstats"));
        while (each.find()) {
            sum += each.group(1).matches(name) ? Long.parseLong(each.group(2)) : 0;
        }
        return sum;
    }

    private void print(Map<Way, List<Measured>> results, int minutes, int rounds) {
        System.out.printf(
                "%d events of %d agents over %d minutes, median of %d interleaved rounds%n",
                events, AGENTS, minutes, rounds);
        System.out.printf(
                "%-16s %12s %14s %16s %20s%n",
                "way", "events/s", "worst round", "calls per event", "commands per event");
        results.forEach((way, measured) -> System.out.printf(
                "%-16s %,12.0f %,14.0f %16.4f %20.4f%n",
                way,
                middle(measured.stream().mapToDouble(Measured::eventsPerSecond).toArray()),
                measured.stream().mapToDouble(Measured::eventsPerSecond).min().orElse(0),
                middle(measured.stream().mapToDouble(Measured::callsPerEvent).toArray()),
                middle(measured.stream().mapToDouble(Measured::commandsPerEvent).toArray())));
    }

    private static double middle(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
