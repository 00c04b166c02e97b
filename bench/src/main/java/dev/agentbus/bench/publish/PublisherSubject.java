package dev.agentbus.bench.publish;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherCounters;
import dev.agentbus.ingest.sdk.PublisherSettings;
import dev.agentbus.ingest.sdk.PublisherState;
import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/// Our publisher: id, event and ring are part of the cost.
final class PublisherSubject implements Subject {
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

    private final Publisher publisher;
    private final TopicName topic;

    PublisherSubject(String brokers, TopicName topic, Path spoolFolder) {
        this.publisher = Publisher.toKafka(KafkaSettings.of(brokers), PublisherSettings.spoolingTo(spoolFolder));
        this.topic = topic;
    }

    @Override
    public String name() {
        return "Publisher.publish";
    }

    @Override
    public void publish(String key, byte[] payload) {
        CompletionStage<?> receipt =
                publisher.publish(new Event(topic, EventId.mint(), key, payload, Instant.now(), List.of()));
        if (receipt == null) {
            throw new AssertionError("a stage is always given");
        }
    }

    @Override
    public long refused() {
        PublisherCounters counters = publisher.counters();
        return counters.rejected() + counters.failed();
    }

    @Override
    public void settle() {
        long until = System.nanoTime() + SETTLE_LIMIT.toNanos();
        while ((publisher.counters().state() != PublisherState.DIRECT || !publisher.flush(Duration.ofMillis(100)))
                && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        publisher.close();
    }
}
