package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Counts, for the status and as meters `agentbus_worker_*`. Every topic has every counter from the
/// start, so that none is ever missing or NaN. Safe for any thread.
final class WorkerCounters {
    private static final Duration[] BUCKETS = Stream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private record Pair(LongAdder sum, Counter meter) {
        void add(long amount) {
            sum.add(amount);
            meter.increment((double) amount);
        }
    }

    private record OfTopic(Pair consumed, Pair stored, Pair duplicates, Pair deadLettered, Pair lost) {
        TopicCounts counts() {
            return new TopicCounts(
                    consumed.sum.sum(), stored.sum.sum(), duplicates.sum.sum(), deadLettered.sum.sum(), lost.sum.sum());
        }
    }

    private final MeterRegistry meters;
    private final String group;
    private final Map<TopicName, OfTopic> topics = new HashMap<>();
    private final DistributionSummary batchSize;
    private final Timer took;
    private final Timer delay;
    private final Counter failures;
    private final Counter rejoins;

    WorkerCounters(MeterRegistry meters, String group, Collection<TopicName> names) {
        this.meters = meters;
        this.group = group;
        for (TopicName name : names) {
            topics.put(
                    name,
                    new OfTopic(
                            pair("consumed", name),
                            pair("stored", name),
                            pair("duplicates", name),
                            pair("dead_lettered", name),
                            pair("lost_to_retention", name)));
        }
        this.batchSize = DistributionSummary.builder("agentbus_worker_batch_events")
                .tag("group", group)
                .register(meters);
        this.took = timer("agentbus_worker_store", "What the sink or handler took for a batch or an event");
        this.delay = timer("agentbus_worker_delay", "From the log to done, for the oldest event of each batch");
        this.failures = Counter.builder("agentbus_worker_failures")
                .description("Attempts that failed and are made again")
                .tag("group", group)
                .register(meters);
        this.rejoins =
                Counter.builder("agentbus_worker_rejoins").tag("group", group).register(meters);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .tag("group", group)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private Pair pair(String what, TopicName topic) {
        Counter meter = Counter.builder("agentbus_worker_" + what)
                .tag("group", group)
                .tag("topic", topic.value())
                .register(meters);
        return new Pair(new LongAdder(), meter);
    }

    private OfTopic of(TopicName topic) {
        OfTopic found = topics.get(topic);
        if (found == null) {
            throw new IllegalStateException("Cannot count events: the topic is not the worker's, got: " + topic);
        }
        return found;
    }

    void consumed(TopicName topic, int records) {
        of(topic).consumed.add(records);
    }

    void stored(List<DecodedEvent> events, Map<TopicName, Integer> duplicates, Instant now) {
        Map<TopicName, Integer> byTopic = new HashMap<>();
        for (DecodedEvent event : events) {
            byTopic.merge(event.position().topic(), 1, Integer::sum);
        }
        byTopic.forEach((topic, count) -> of(topic).stored.add(count - duplicates.getOrDefault(topic, 0)));
        duplicates.forEach((topic, count) -> of(topic).duplicates.add(count));
        batchSize.record(events.size());
        events.stream()
                .map(DecodedEvent::recordTime)
                .min(Comparator.naturalOrder())
                .ifPresent(oldest -> delay.record(Duration.between(oldest, now)));
    }

    void took(long nanos) {
        took.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed() {
        failures.increment();
    }

    void deadLettered(TopicName topic) {
        of(topic).deadLettered.add(1);
    }

    void lost(TopicName topic, long events) {
        of(topic).lost.add(events);
    }

    void rejoined() {
        rejoins.increment();
    }

    Map<TopicName, TopicCounts> counts() {
        Map<TopicName, TopicCounts> counts = new TreeMap<>();
        topics.forEach((topic, ofTopic) -> counts.put(topic, ofTopic.counts()));
        return counts;
    }
}
