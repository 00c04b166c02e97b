package dev.agentbus.events.contract;

import dev.agentbus.events.Misconfigured;
import java.util.Map;

/// How a topic is created.
///
/// @param partitions number of partitions
/// @param replicas copies in production; a cluster with fewer brokers gets as many as it has
/// @param config Kafka topic configuration, e.g. `retention.ms`
public record TopicSettings(int partitions, int replicas, Map<String, String> config) {
    public TopicSettings {
        if (partitions < 1) {
            throw new Misconfigured("bindings.kafka.partitions must be at least 1, got: " + partitions);
        }
        if (replicas < 1) {
            throw new Misconfigured("bindings.kafka.replicas must be at least 1, got: " + replicas);
        }
        config = Map.copyOf(config);
    }
}
