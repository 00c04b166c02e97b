package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.engine.EngineFolder;
import dev.agentbus.engine.KafkaEngine;
import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.engine.RedisEngine;
import dev.agentbus.engine.Supervisor;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.sink.redis.RedisSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The engines that the roles of this process need: its own, or in the place of each the one that a
/// setting names.
final class Engines implements AutoCloseable {
    private final BusSettings settings;
    private final Optional<KafkaEngine> kafka;
    private final Optional<PostgresEngine> postgres;
    private final Optional<RedisEngine> redis;
    private final Supervisor supervisor;

    /// Where PostgreSQL is and how to get in.
    ///
    /// @param url JDBC, without user and password
    record Login(String url, String host, int port, String database, String user, String password) {
        @Override
        public String toString() {
            return url;
        }
    }

    Engines(BusSettings settings, EngineFolder folder) {
        this.settings = settings;
        this.kafka = settings.externalKafka().isPresent()
                ? Optional.empty()
                : Optional.of(new KafkaEngine(folder, settings.kafka()));
        boolean writes = settings.roles().contains(Role.WRITER);
        this.postgres = settings.externalPostgres().isPresent() || !writes
                ? Optional.empty()
                : Optional.of(new PostgresEngine(folder, settings.postgres()));
        boolean counts = settings.roles().contains(Role.METRICS);
        this.redis = settings.externalRedis().isPresent() || !counts
                ? Optional.empty()
                : Optional.of(new RedisEngine(folder, settings.redis()));
        List<Engine> own = Stream.<Optional<? extends Engine>>of(redis, postgres, kafka)
                .flatMap(Optional::stream)
                .map(Engine.class::cast)
                .toList();
        this.supervisor = new Supervisor(own);
    }

    /// @param whenBack told of an engine that was restarted
    void start(Consumer<Engine> whenBack) {
        supervisor.start(whenBack);
    }

    /// Those that run as our children.
    List<Engine> own() {
        return supervisor.engines();
    }

    int restartsOf(Engine engine) {
        return supervisor.restartsOf(engine.name());
    }

    KafkaSettings kafka() {
        return kafka.map(engine -> KafkaSettings.of(engine.address().toString())
                        .withClientId(settings.kafkaClientId())
                        .withGroupProtocol(settings.kafkaGroupProtocol()))
                .orElseGet(() -> settings.externalKafka().orElseThrow());
    }

    /// Empty in a process that needs no database.
    Optional<Login> postgres() {
        return postgres.map(Engines::loginOf)
                .or(() -> settings.externalPostgres().map(Engines::loginOf));
    }

    /// Empty in a process that needs no Redis.
    Optional<String> redis() {
        return redis.map(engine -> engine.address().toString())
                .or(() -> settings.externalRedis().map(ExternalRedis::toString));
    }

    /// How to get into that Redis.
    Optional<RedisSettings> redisSettings() {
        return redis.map(engine -> RedisSettings.of(
                        engine.address().host(), engine.address().port()))
                .or(() -> settings.externalRedis().map(ExternalRedis::settings));
    }

    @Override
    public void close() {
        supervisor.close();
    }

    private static Login loginOf(PostgresEngine engine) {
        return new Login(
                engine.jdbcUrl(),
                engine.address().host(),
                engine.address().port(),
                engine.database(),
                engine.user(),
                engine.password());
    }

    private static Login loginOf(ExternalPostgres external) {
        return new Login(
                external.jdbcUrl(),
                external.host(),
                external.port(),
                external.database(),
                external.user(),
                external.password());
    }
}
