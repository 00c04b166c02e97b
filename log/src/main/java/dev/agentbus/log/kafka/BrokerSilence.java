package dev.agentbus.log.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// How long the brokers that lead a consumer's partitions have not answered it. A consumer without
/// records always waits for answers (an empty one comes after half a second), so a count of answers
/// that stands still means a broker that is frozen or away; `poll` itself just returns nothing.
///
/// Owned by the consumer's thread.
final class BrokerSilence {
    private static final String NO_LEADER = "none";

    private final Consumer<byte[], byte[]> consumer;
    private final String clientId;
    private final Map<String, Heard> brokers = new HashMap<>();

    /// @param answers how many there were when there was last one more
    private record Heard(double answers, long atNanos) {}

    BrokerSilence(Consumer<byte[], byte[]> consumer, String clientId) {
        this.consumer = consumer;
        this.clientId = clientId;
    }

    /// Of the broker that has been silent longest, since it was first asked about. One that takes over
    /// from a silent one has to answer before the silence ends.
    Duration longest() {
        Set<String> leaders = leaders();
        long now = System.nanoTime();
        long before = longestAt(now);
        brokers.keySet().retainAll(leaders);
        for (String leader : leaders) {
            double answers = answersOf(leader);
            Heard heard = brokers.get(leader);
            if (heard == null) {
                brokers.put(leader, new Heard(answers, now - before));
            } else if (answers != heard.answers) {
                brokers.put(leader, new Heard(answers, now));
            }
        }
        return Duration.ofNanos(longestAt(now));
    }

    private long longestAt(long now) {
        return brokers.values().stream()
                .mapToLong(heard -> now - heard.atNanos)
                .max()
                .orElse(0);
    }

    private Set<String> leaders() {
        Set<String> topics =
                consumer.assignment().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Set<String> leaders = new TreeSet<>();
        for (String topic : topics) {
            try {
                // What the client knows; it does not ask again for topics it reads.
                for (PartitionInfo partition : consumer.partitionsFor(topic, Duration.ZERO)) {
                    Node leader = partition.leader();
                    leaders.add(leader == null ? NO_LEADER : leader.idString());
                }
            } catch (KafkaException _unknown) {
                leaders.add(NO_LEADER);
            }
        }
        return leaders;
    }

    private double answersOf(String broker) {
        MetricName name = new MetricName(
                "response-total",
                "consumer-node-metrics",
                "",
                Map.of("client-id", clientId, "node-id", "node-" + broker));
        Metric answers = consumer.metrics().get(name);
        return answers != null && answers.metricValue() instanceof Double count ? count : 0;
    }
}
