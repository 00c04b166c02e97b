package dev.agentbus.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Counts events by topic and outcome, and requests by status. Topics are those with contracts, so
/// the series are bounded.
final class IngestMeters {
    private static final Duration[] BUCKETS = Stream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private record Series(String topic, String outcome) {}

    private final MeterRegistry registry;
    private final Map<Series, Counter> events = new ConcurrentHashMap<>();
    private final Map<Integer, Timer> requests = new ConcurrentHashMap<>();

    IngestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String topic, Batch batch) {
        add(topic, "accepted", batch.accepted());
        add(topic, "rejected", batch.count(Outcome.Rejected.class));
        add(topic, "failed", batch.count(Outcome.Failed.class));
    }

    Timer requests(int status) {
        return requests.computeIfAbsent(
                status,
                code -> Timer.builder("agentbus_ingest_http_requests")
                        .description("Requests to publish, from the first byte read to the answer")
                        .tag("status", Integer.toString(code))
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }

    private void add(String topic, String outcome, long count) {
        if (count > 0) {
            events.computeIfAbsent(
                            new Series(topic, outcome),
                            series -> Counter.builder("agentbus_ingest_http_events")
                                    .description("Events that came over HTTP")
                                    .tag("topic", series.topic())
                                    .tag("outcome", series.outcome())
                                    .register(registry))
                    .increment((double) count);
        }
    }
}
