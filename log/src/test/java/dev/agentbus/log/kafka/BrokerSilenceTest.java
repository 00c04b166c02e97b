package dev.agentbus.log.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BrokerSilenceTest {
    private static final TopicPartition PARTITION = new TopicPartition("agent-actions", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final BrokerSilence silence = new BrokerSilence(consumer, "watcher");

    private void leader(@Nullable Node leader) {
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, leader, new Node[0], new Node[0])));
    }

    private Duration awaitSilence() {
        Duration some = Duration.ofMillis(20);
        await().until(() -> silence.longest().compareTo(some) > 0);
        return some;
    }

    /// While a broker was frozen its client forgot the leader: for seconds the view passed for live.
    @Test
    void goesOnWhenTheLeaderOfASilentPartitionIsForgotten() {
        consumer.assign(List.of(PARTITION));
        leader(new Node(1, "localhost", 9092));
        assertThat(silence.longest()).isZero();
        Duration atLeast = awaitSilence();

        leader(null);

        assertThat(silence.longest()).isGreaterThan(atLeast);
    }

    @Test
    void goesOnUntilTheNextLeaderHasAnswered() {
        consumer.assign(List.of(PARTITION));
        leader(new Node(1, "localhost", 9092));
        assertThat(silence.longest()).isZero();
        Duration atLeast = awaitSilence();

        leader(new Node(2, "localhost", 9093));

        assertThat(silence.longest()).isGreaterThan(atLeast);
    }
}
