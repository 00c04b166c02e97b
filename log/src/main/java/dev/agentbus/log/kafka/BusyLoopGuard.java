package dev.agentbus.log.kafka;

import dev.agentbus.events.TransientFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/// Sleeps in the place of a client that would not. While its heartbeat cannot be sent or is not answered, a member of a
/// group of the `consumer` protocol goes round in `poll` without a pause, with two threads, until the limit has passed
/// (KAFKA-20253, KAFKA-21031): a broker that stands still would have each worker take a core. So a cluster that has
/// not answered for a while is asked without a limit, and what is left of the limit is slept here. The client's own
/// thread goes round all the same, which ends only with the client: so there is an end to patience.
///
/// Owned by the consumer's thread, but for [#wakeup()].
final class BusyLoopGuard {
    /// A reader that awaits records is answered twice a second. Where nothing is awaited it makes no difference who
    /// sleeps.
    private static final Duration UNANSWERED = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Duration patience;
    private final LongSupplier nanos;
    private final Metric answers;
    private final Semaphore wakeups = new Semaphore(0);
    private double counted;
    private long countedAt;

    static BusyLoopGuard of(Consumer<byte[], byte[]> consumer, String clientId) {
        return new BusyLoopGuard(consumer, clientId, KafkaLimits.SILENT_MEMBERSHIP, System::nanoTime);
    }

    /// @param patience how long the cluster may be silent before the consumer is of no use any more
    /// @param nanos a monotonic clock
    BusyLoopGuard(Consumer<byte[], byte[]> consumer, String clientId, Duration patience, LongSupplier nanos) {
        this.consumer = consumer;
        this.patience = patience;
        this.nanos = nanos;
        this.countedAt = nanos.getAsLong();
        MetricName name = new MetricName("response-total", "consumer-metrics", "", Map.of("client-id", clientId));
        Metric found = consumer.metrics().get(name);
        if (found == null) {
            throw new IllegalStateException("Cannot watch the client's answers, got no metric: " + name);
        }
        this.answers = found;
    }

    /// @throws TransientFailure when the cluster has been silent for longer than patience lasts
    ConsumerRecords<byte[], byte[]> poll(Duration limit) {
        Duration silence = silence();
        if (silence.compareTo(UNANSWERED) < 0) {
            return consumer.poll(limit);
        }
        if (silence.compareTo(patience) > 0) {
            throw new TransientFailure("Cannot read: no broker has answered for %d s".formatted(silence.toSeconds()));
        }
        wakeups.drainPermits();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ZERO);
        if (records.isEmpty()) {
            sleep(limit);
        }
        return records;
    }

    /// From any thread: ends a sleep, or the client's own; the client is told first, for [#poll] forgets what it
    /// was told here before it asks the client.
    void wakeup() {
        consumer.wakeup();
        wakeups.release();
    }

    private Duration silence() {
        long now = nanos.getAsLong();
        double count = (double) answers.metricValue();
        if (count != counted) {
            counted = count;
            countedAt = now;
        }
        return Duration.ofNanos(now - countedAt);
    }

    private void sleep(Duration limit) {
        try {
            wakeups.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _ended) {
            Thread.currentThread().interrupt();
        }
    }
}
