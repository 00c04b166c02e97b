package dev.agentbus.log.kafka;

import dev.agentbus.events.Misconfigured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Transport and login of a cluster. [#toString()] never shows the password.
///
/// @param encrypted TLS, with the broker's host name verified
/// @param login who we are; none without SASL
/// @param trusted certificates to trust, PEM (or `.p12`, `.jks` without password); the JVM's own
///     when absent
public record KafkaSecurity(boolean encrypted, Optional<Login> login, Optional<Path> trusted) {
    /// The SASL mechanisms that are offered. Over an unencrypted connection SCRAM lets a listener
    /// try passwords, and PLAIN shows it.
    public enum Mechanism {
        SCRAM_SHA_256("SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule");

        private final String wireName;
        private final String loginModule;

        Mechanism(String wireName, String loginModule) {
            this.wireName = wireName;
            this.loginModule = loginModule;
        }

        /// By the name Kafka uses, e.g. `SCRAM-SHA-512`.
        public static Mechanism named(String wireName) {
            for (Mechanism mechanism : values()) {
                if (mechanism.wireName.equals(wireName)) {
                    return mechanism;
                }
            }
            throw new Misconfigured(
                    "kafka.sasl.mechanism must be SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN, got: " + wireName);
        }
    }

    /// A SASL login.
    public record Login(Mechanism mechanism, String username, String password) {
        public Login {
            if (username.isEmpty() || password.isEmpty()) {
                throw new Misconfigured("kafka.sasl.username and kafka.sasl.password must both be set, got: user '"
                        + username + "' and a password of " + password.length() + " characters");
            }
        }

        String jaas() {
            return "%s required username=\"%s\" password=\"%s\";"
                    .formatted(mechanism.loginModule, escaped(username), escaped(password));
        }

        private static String escaped(String text) {
            return text.replace("\\", "\\\\").replace("\"", "\\\"");
        }

        @Override
        public String toString() {
            return "Login[" + mechanism.wireName + ", " + username + "]";
        }
    }

    public KafkaSecurity {
        if (trusted.isPresent() && !encrypted) {
            throw new Misconfigured(
                    "kafka.tls.trusted must be used with kafka.security SSL or SASL_SSL, got: " + trusted.get());
        }
        if (trusted.isPresent() && !Files.isReadable(trusted.get())) {
            throw new Misconfigured("kafka.tls.trusted must be a readable file, got: " + trusted.get());
        }
    }

    public static KafkaSecurity none() {
        return new KafkaSecurity(false, Optional.empty(), Optional.empty());
    }

    /// TLS with the JVM's own certificates.
    public static KafkaSecurity tls() {
        return new KafkaSecurity(true, Optional.empty(), Optional.empty());
    }

    public KafkaSecurity trusting(Path certificates) {
        return new KafkaSecurity(encrypted, login, Optional.of(certificates));
    }

    public KafkaSecurity as(Login someone) {
        return new KafkaSecurity(encrypted, Optional.of(someone), trusted);
    }

    /// The client configuration that says so.
    Map<String, Object> clientConfig() {
        Map<String, Object> config = new HashMap<>();
        config.put("security.protocol", (login.isPresent() ? "SASL_" : "") + (encrypted ? "SSL" : "PLAINTEXT"));
        login.ifPresent(someone -> {
            config.put("sasl.mechanism", someone.mechanism().wireName);
            config.put("sasl.jaas.config", someone.jaas());
        });
        trusted.ifPresent(file -> {
            config.put("ssl.truststore.type", typeOf(file));
            config.put("ssl.truststore.location", file.toString());
        });
        return config;
    }

    private static String typeOf(Path file) {
        String name = file.toString();
        if (name.endsWith(".p12")) {
            return "PKCS12";
        }
        return name.endsWith(".jks") ? "JKS" : "PEM";
    }
}
