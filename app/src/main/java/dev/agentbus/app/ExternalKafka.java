package dev.agentbus.app;

import dev.agentbus.log.kafka.KafkaSecurity;
import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.Optional;

/// Reads how a Kafka cluster is reached that somebody else runs.
final class ExternalKafka {
    private ExternalKafka() {}

    static Optional<KafkaSettings> of(Configuration configuration) {
        return configuration
                .find("kafka.brokers")
                .map(brokers -> KafkaSettings.of(brokers.replace(" ", ""))
                        .withClientId(configuration.text("kafka.client-id"))
                        .withSecurity(security(configuration))
                        .withGroupProtocol(
                                KafkaSettings.GroupProtocol.named(configuration.text("kafka.group-protocol"))));
    }

    private static KafkaSecurity security(Configuration configuration) {
        Optional<KafkaSecurity.Login> login = configuration
                .find("kafka.sasl.username")
                .map(user -> new KafkaSecurity.Login(
                        KafkaSecurity.Mechanism.named(configuration.text("kafka.sasl.mechanism")),
                        user,
                        configuration.find("kafka.sasl.password").orElse("")));
        return new KafkaSecurity(
                configuration.isTrue("kafka.ssl.enabled"),
                login,
                configuration.find("kafka.ssl.ca-file").map(Path::of));
    }
}
