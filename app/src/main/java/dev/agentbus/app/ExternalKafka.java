package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A Kafka cluster that somebody else runs.
///
/// @param brokers `host:port`, comma-separated
/// @param security client properties for TLS and SASL; holds the password, so it is not shown
record ExternalKafka(String brokers, Map<String, String> security) {
    private static final Set<String> MECHANISMS = Set.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");

    ExternalKafka {
        security = Map.copyOf(security);
    }

    static Optional<ExternalKafka> of(Configuration configuration) {
        return configuration
                .find("kafka.brokers")
                .map(brokers -> new ExternalKafka(brokers.replace(" ", ""), security(configuration)));
    }

    private static Map<String, String> security(Configuration configuration) {
        boolean tls = configuration.isTrue("kafka.ssl.enabled");
        Optional<String> user = configuration.find("kafka.sasl.username");
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("security.protocol", (user.isPresent() ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
        if (tls) {
            configuration.find("kafka.ssl.ca-file").ifPresent(file -> {
                properties.put("ssl.truststore.type", "PEM");
                properties.put("ssl.truststore.location", file);
            });
        }
        user.ifPresent(name -> properties.putAll(sasl(configuration, name)));
        return properties;
    }

    private static Map<String, String> sasl(Configuration configuration, String user) {
        String mechanism = configuration.text("kafka.sasl.mechanism");
        if (!MECHANISMS.contains(mechanism)) {
            throw new Misconfigured("kafka.sasl.mechanism must be one of %s, got: %s".formatted(MECHANISMS, mechanism));
        }
        String module = mechanism.equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        String password = configuration.text("kafka.sasl.password");
        return Map.of(
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                "%s required username=\"%s\" password=\"%s\";".formatted(module, quoted(user), quoted(password)));
    }

    /// A quote or a backslash in a password must not end the string of the login configuration.
    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @Override
    public String toString() {
        return brokers;
    }
}
