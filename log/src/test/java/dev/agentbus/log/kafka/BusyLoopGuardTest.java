package dev.agentbus.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.TransientFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class BusyLoopGuardTest {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Client client = new Client();
    private long now = -5;
    private final BusyLoopGuard guard = new BusyLoopGuard(client, "watcher", PATIENCE, () -> now);

    @Test
    void leavesTheSleepingToAClientThatIsAnswered() {
        for (int i = 0; i < 5; i++) {
            passes(Duration.ofMillis(900));
            client.answers++;
            guard.poll(LIMIT);
        }

        assertThat(client.limits).hasSize(5).containsOnly(LIMIT);
    }

    @Test
    void sleepsItselfWhereNobodyAnswers() {
        passes(Duration.ofMillis(1_100));
        long begun = System.nanoTime();
        guard.poll(LIMIT);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(LIMIT);
        assertThat(client.limits).containsExactly(Duration.ZERO);
    }

    @Test
    void goesBackToTheClientWithTheFirstAnswer() {
        passes(Duration.ofSeconds(100));
        guard.poll(LIMIT);
        client.answers++;
        guard.poll(LIMIT);

        assertThat(client.limits).containsExactly(Duration.ZERO, LIMIT);
    }

    @Test
    void isWokenFromItsSleep() {
        passes(Duration.ofSeconds(100));
        client.beforeReturn = guard::wakeup;

        long begun = System.nanoTime();
        guard.poll(Duration.ofMinutes(1));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    /// Its own thread goes round in the same loop, and nothing but its end stops it.
    @Test
    void hasNoPatienceForeverWithASilentClient() {
        passes(PATIENCE);
        guard.poll(Duration.ZERO);
        passes(Duration.ofSeconds(1));

        assertThatThrownBy(() -> guard.poll(LIMIT))
                .isInstanceOf(TransientFailure.class)
                .hasMessage("Cannot read: no broker has answered for 181 s");
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    /// Notes with which limits it is asked.
    private static final class Client extends MockConsumer<byte[], byte[]> {
        private static final MetricName ANSWERS =
                new MetricName("response-total", "consumer-metrics", "", Map.of("client-id", "watcher"));

        private final List<Duration> limits = new ArrayList<>();
        private double answers;
        private Runnable beforeReturn = () -> {};

        private Client() {
            super("earliest");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration limit) {
            limits.add(limit);
            beforeReturn.run();
            return ConsumerRecords.empty();
        }

        @Override
        public synchronized Map<MetricName, ? extends Metric> metrics() {
            return Map.of(ANSWERS, new Metric() {
                @Override
                public MetricName metricName() {
                    return ANSWERS;
                }

                @Override
                public Object metricValue() {
                    return answers;
                }
            });
        }
    }
}
