package dev.agentbus.ingest.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentbus.events.Event;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Publishes about 2,000 events/s over a few keys until it is stopped, and remembers what was
/// promised.
final class Load {
    private static final int KEYS = 5;
    private static final long PAUSE_NANOS = 2_500_000L;

    private final Publisher publisher;
    private final TopicName topic;
    private final Consumer<String> whenDurable;
    private final Queue<String> promised = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean stopped;

    private Load(Publisher publisher, TopicName topic, Consumer<String> whenDurable) {
        this.publisher = publisher;
        this.topic = topic;
        this.whenDurable = whenDurable;
    }

    static Load on(Publisher publisher, TopicName topic, Consumer<String> whenDurable) {
        Load load = new Load(publisher, topic, whenDurable);
        load.thread.start();
        return load;
    }

    /// The ids of the events that are durable by their receipts.
    List<String> promised() {
        return new ArrayList<>(promised);
    }

    List<Throwable> failures() {
        return new ArrayList<>(failures);
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    private void run() {
        for (int number = 0; !stopped; number++) {
            for (int key = 0; key < KEYS; key++) {
                publish("key-" + key, "key-" + key + "/" + number);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Both ends are noted.
    private void publish(String key, String id) {
        byte[] payload = "{\"event_id\":\"%s\",\"note\":\"%s\"}"
                .formatted(id, "x".repeat(200))
                .getBytes(UTF_8);
        publisher
                .publish(new Event(topic, new EventId(id), key, payload, Instant.now(), List.of()))
                .whenComplete((receipt, failure) -> {
                    if (failure != null) {
                        failures.add(failure);
                    } else {
                        promised.add(id);
                        whenDurable.accept(id);
                    }
                });
    }
}
