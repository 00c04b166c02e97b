package dev.agentbus.log.kafka;

import dev.agentbus.events.Misconfigured;
import java.util.regex.Pattern;

/// How to reach a cluster.
///
/// @param brokers `host:port`, several separated by commas
/// @param clientId how the cluster's logs and quotas name us
/// @param security transport and login
/// @param groupProtocol how consumer groups share partitions
public record KafkaSettings(String brokers, String clientId, KafkaSecurity security, GroupProtocol groupProtocol) {
    public static final String DEFAULT_CLIENT_ID = "agentbus";

    private static final Pattern BROKER_LIST =
            Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*|(\\[[0-9a-fA-F:]+]:\\d{1,5},?)+");

    /// How the members of a consumer group agree on who reads what.
    public enum GroupProtocol {
        /// KIP-848, brokers of 4.0 and later: the broker assigns, members keep what they have.
        CONSUMER,
        /// For older brokers.
        CLASSIC;

        public static GroupProtocol named(String name) {
            return switch (name) {
                case "consumer" -> CONSUMER;
                case "classic" -> CLASSIC;
                default -> throw new Misconfigured("kafka.group-protocol must be consumer or classic, got: " + name);
            };
        }
    }

    public KafkaSettings {
        if (!BROKER_LIST.matcher(brokers).matches()) {
            throw new Misconfigured("kafka.brokers must be host:port, several separated by commas, got: " + brokers);
        }
        if (clientId.isBlank()) {
            throw new Misconfigured("kafka.client-id must not be blank, got: '" + clientId + "'");
        }
    }

    /// Without login and encryption, for brokers on this machine or a trusted network.
    public static KafkaSettings of(String brokers) {
        return new KafkaSettings(brokers, DEFAULT_CLIENT_ID, KafkaSecurity.none(), GroupProtocol.CONSUMER);
    }

    public KafkaSettings withClientId(String name) {
        return new KafkaSettings(brokers, name, security, groupProtocol);
    }

    public KafkaSettings withSecurity(KafkaSecurity other) {
        return new KafkaSettings(brokers, clientId, other, groupProtocol);
    }

    public KafkaSettings withGroupProtocol(GroupProtocol other) {
        return new KafkaSettings(brokers, clientId, security, other);
    }
}
