package dev.agentbus.app;

import dev.agentbus.engine.HostPort;
import dev.agentbus.engine.KafkaNodeSettings;
import dev.agentbus.engine.PostgresServerSettings;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.patterns.PatternSettings;
import dev.agentbus.sink.redis.windows.WindowSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything that is set, checked: what [App] is built from.
///
/// @param contracts the folder with the user's own contracts
/// @param externalKafka replaces the embedded node
/// @param externalPostgres replaces the embedded server
/// @param externalRedis replaces the embedded server
/// @param alertRules need not be there: then the rules that come with the bus are in force
/// @param publishToken a token for this machine's own tools, empty where none is needed
public record BusSettings(
        Path data,
        Set<Role> roles,
        Path contracts,
        HostPort http,
        Access access,
        Optional<String> publishToken,
        String kafkaClientId,
        KafkaSettings.GroupProtocol kafkaGroupProtocol,
        KafkaNodeSettings kafka,
        Optional<KafkaSettings> externalKafka,
        PostgresServerSettings postgres,
        Optional<ExternalPostgres> externalPostgres,
        HostPort redis,
        Optional<ExternalRedis> externalRedis,
        WorkerSettings writer,
        WindowSettings windows,
        DeadLetterSettings deadLetters,
        ArchivePlace archive,
        PatternSettings patterns,
        Path alertRules) {
    public BusSettings {
        roles = Set.copyOf(roles);
        if (http.port() == 0) {
            throw new Misconfigured("http.bind must name a port, got: " + http);
        }
    }

    public static BusSettings of(Configuration configuration) {
        Path data = Path.of(configuration.text("data"));
        HostPort http = HostPort.parse(configuration.text("http.bind"));
        List<String> tokens = configuration.list("security.tokens");
        return new BusSettings(
                data,
                Role.parse(configuration.list("roles")),
                configuration.find("contracts.folder").map(Path::of).orElse(data.resolve("contracts")),
                http,
                new Access(
                        http,
                        new Credentials(
                                Tokens.parse(tokens),
                                new Sessions(
                                        Duration.ofMinutes(configuration.number("security.session-minutes")),
                                        Clock.systemUTC())),
                        configuration.list("security.allowed-hosts"),
                        configuration.list("security.allowed-origins")),
                tokens.stream()
                        .filter(entry -> entry.startsWith("publish:"))
                        .map(entry -> entry.substring("publish:".length()))
                        .findFirst(),
                configuration.text("kafka.client-id"),
                KafkaSettings.GroupProtocol.named(configuration.text("kafka.group-protocol")),
                kafka(configuration),
                ExternalKafka.of(configuration),
                new PostgresServerSettings(
                        HostPort.parse(configuration.text("postgres.bind")),
                        PostgresServerSettings.SHARED_BUFFERS_MIB,
                        PostgresServerSettings.MAX_CONNECTIONS),
                ExternalPostgres.of(configuration),
                HostPort.parse(configuration.text("redis.bind")),
                ExternalRedis.of(configuration),
                writer(configuration),
                WindowSettings.ofSeconds(configuration.number("metrics.window-seconds")),
                DeadLetterSettings.of(configuration),
                ArchivePlace.of(configuration, data),
                patterns(configuration),
                configuration.find("alerts.rules").map(Path::of).orElse(data.resolve("alerts.yaml")));
    }

    private static KafkaNodeSettings kafka(Configuration configuration) {
        return new KafkaNodeSettings(
                HostPort.parse(configuration.text("kafka.bind")),
                configuration.number("kafka.heap-mib"),
                Duration.ofMillis(configuration.number("kafka.session-timeout-ms")),
                KafkaNodeSettings.MAX_RECORD_BYTES);
    }

    private static PatternSettings patterns(Configuration configuration) {
        return new PatternSettings(
                configuration.number("patterns.traces"),
                configuration.number("patterns.min-support"),
                Duration.ofSeconds(configuration.number("patterns.interval-seconds")));
    }

    private static WorkerSettings writer(Configuration configuration) {
        return WorkerSettings.ofGroup(configuration.text("writer.group"))
                .withBatch(new BatchLimits(
                        configuration.number("writer.batch.events"),
                        BatchLimits.DEFAULT.bytes(),
                        Duration.ofMillis(configuration.number("writer.batch.delay-ms"))));
    }
}
