package dev.agentbus.bench.http;

import com.sun.management.OperatingSystemMXBean;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.ingest.http.EventDoor;
import dev.agentbus.ingest.http.HttpIngestSettings;
import dev.agentbus.ingest.http.IngestRoutes;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherSettings;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import io.helidon.webserver.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Events per second that are acknowledged by a real broker: over HTTP in lines of 500, over HTTP
/// one by one, and by a bare `KafkaProducer` with the same records and settings, interleaved in one
/// run.
///
/// Arguments: rounds, seconds per measurement.
public final class HttpIngestBench {
    private static final String TOPIC = "agent-actions";
    private static final OperatingSystemMXBean CPU =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int WARM_UP_ROUNDS = 2;
    private static final int BATCH = 500;
    private static final int BATCH_CONNECTIONS = 4;
    private static final int SINGLE_CONNECTIONS = 64;

    private final Duration length;
    private final int port;
    private final String brokers;
    /// Made beforehand, so that making them is not measured; the bus gives each event an id of its
    /// own.
    private final List<String> events =
            IntStream.range(0, 10_000).mapToObj(HttpIngestBench::event).toList();

    private HttpIngestBench(Duration length, int port, String brokers) {
        this.length = length;
        this.port = port;
        this.brokers = brokers;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        Duration length = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4);
        Path spool = Files.createTempDirectory("agentbus-bench-spool-");
        try (TemporaryEngines engines = new TemporaryEngines()) {
            String brokers = engines.kafka().address().toString();
            Contracts contracts = Contracts.builtIn();
            try (KafkaLog log = new KafkaLog(KafkaSettings.of(brokers))) {
                log.topics()
                        .createMissing(
                                List.of(contracts.find(new TopicName(TOPIC)).orElseThrow()));
                try (Publisher publisher = Publisher.to(log, PublisherSettings.spoolingTo(spool))) {
                    WebServer server = serve(contracts, publisher);
                    try {
                        new HttpIngestBench(length, server.port(), brokers).run(rounds);
                    } finally {
                        server.stop();
                    }
                    System.out.println(publisher.counters());
                }
            }
        }
    }

    private static WebServer serve(Contracts contracts, Publisher publisher) {
        IngestRoutes routes = new IngestRoutes(
                HttpIngestSettings.DEFAULT, contracts, EventDoor.of(publisher), new SimpleMeterRegistry());
        return WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .contentEncoding(IngestRoutes.packedBodies())
                .routing(routing -> routing.register(routes))
                .build()
                .start();
    }

    private void run(int rounds) throws Exception {
        List<Double> lines = new ArrayList<>();
        List<Double> singles = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
            double overLines = overHttp("lines of " + BATCH, BATCH_CONNECTIONS, BATCH, "application/x-ndjson");
            double direct = bareProducer();
            double single = overHttp("one by one", SINGLE_CONNECTIONS, 1, "application/json");
            if (round >= WARM_UP_ROUNDS) {
                lines.add(overLines);
                bare.add(direct);
                singles.add(single);
            }
        }
        System.out.printf(
                "median: HTTP lines %.0f events/s, HTTP one by one %.0f events/s, bare producer %.0f events/s;"
                        + " lines reach %.0f %% of bare%n",
                median(lines), median(singles), median(bare), 100 * median(lines) / median(bare));
    }

    private double overHttp(String name, int connections, int batch, String type) throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i + batch <= events.size(); i += batch) {
            byte[] body = String.join("\n", events.subList(i, i + batch)).getBytes(StandardCharsets.UTF_8);
            requests.add(HttpLoad.request(TOPIC, type, body));
        }
        List<List<Long>> latencies = new ArrayList<>();
        long cpu = CPU.getProcessCpuTime();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> post(requests, start + length.toNanos())));
            }
            for (Future<List<Long>> one : running) {
                latencies.add(one.get());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = latencies.stream()
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        double count = sorted.length * (double) batch;
        System.out.printf(
                "HTTP %s: %.0f events/s, CPU %.1f us per event, request p50 %.1f ms, p99 %.1f ms%n",
                name,
                count / seconds,
                (CPU.getProcessCpuTime() - cpu) / count / 1e3,
                millis(sorted, 0.5),
                millis(sorted, 0.99));
        return count / seconds;
    }

    private List<Long> post(List<byte[]> requests, long until) throws IOException {
        List<Long> latencies = new ArrayList<>();
        int next = ThreadLocalRandom.current().nextInt(requests.size());
        try (HttpLoad load = new HttpLoad(port)) {
            while (System.nanoTime() < until) {
                long start = System.nanoTime();
                load.post(requests.get(next++ % requests.size()));
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
    }

    private double bareProducer() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "compression.type",
                "lz4",
                "linger.ms",
                5,
                "batch.size",
                256 * 1024,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class);
        List<ProducerRecord<byte[], byte[]>> records = IntStream.range(0, events.size())
                .mapToObj(i -> new ProducerRecord<>(TOPIC, bytes("run-" + i % 1000), bytes(events.get(i))))
                .toList();
        long cpu = CPU.getProcessCpuTime();
        long start = System.nanoTime();
        int sent = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
            AtomicInteger failed = new AtomicInteger();
            while (System.nanoTime() - start < length.toNanos()) {
                var _ = producer.send(records.get(sent % records.size()), (_, failure) -> {
                    if (failure != null) {
                        failed.incrementAndGet();
                    }
                });
                sent++;
            }
            producer.flush();
            if (failed.get() > 0) {
                throw new IllegalStateException("Cannot measure: all records must be acknowledged, got: " + failed);
            }
        }
        double rate = sent / ((System.nanoTime() - start) / 1e9);
        System.out.printf(
                "bare producer: %.0f events/s, CPU %.1f us per event%n",
                rate, (CPU.getProcessCpuTime() - cpu) / 1e3 / sent);
        return rate;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// About 330 bytes, as a coding agent's tool call.
    private static String event(int n) {
        return """
                {"correlation_id":"run-%d","agent_name":"coder-%d","action_type":"tool_call","action_name":"Read",\
                "action_details":{"file_path":"/work/project/src/main/java/Example%d.java","line_range":{"start":1,"end":200}},\
                "duration_ms":%d,"timestamp":"2026-11-21T06:00:00.123Z","project_name":"example","success":true}""".formatted(n % 1000, n % 10, n, n % 300);
    }

    private static double millis(long[] sorted, double quantile) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
