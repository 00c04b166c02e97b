package dev.agentbus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.log.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path folder;

    /// Names and defaults are a promise to everybody's scripts: change this list only on purpose.
    @Test
    void keepsNamesAndDefaults() {
        String all = Catalogue.all().stream()
                .map(setting -> setting.key() + " " + String.join(",", setting.variables()) + " " + setting.fallback())
                .collect(Collectors.joining("\n"));

        assertThat(all.lines().map(String::stripTrailing)).containsExactly("""
                data AGENTBUS_HOME ~/.agentbus
                roles AGENTBUS_ROLES all
                contracts.folder AGENTBUS_CONTRACTS
                http.bind AGENTBUS_HTTP 127.0.0.1:8080
                security.tokens AGENTBUS_TOKENS
                security.session-minutes AGENTBUS_SESSION_MINUTES 720
                security.allowed-hosts AGENTBUS_ALLOWED_HOSTS
                security.allowed-origins AGENTBUS_ALLOWED_ORIGINS
                kafka.brokers KAFKA_BROKERS,KAFKA_BOOTSTRAP_SERVERS
                kafka.bind AGENTBUS_KAFKA 127.0.0.1:9092
                kafka.heap-mib AGENTBUS_KAFKA_HEAP_MIB 320
                kafka.session-timeout-ms AGENTBUS_KAFKA_SESSION_TIMEOUT_MS 15000
                kafka.client-id KAFKA_CLIENT_ID agentbus
                kafka.group-protocol KAFKA_GROUP_PROTOCOL consumer
                kafka.ssl.enabled KAFKA_SSL_ENABLED false
                kafka.ssl.ca-file KAFKA_SSL_CA_FILE
                kafka.sasl.mechanism KAFKA_SASL_MECHANISM SCRAM-SHA-512
                kafka.sasl.username KAFKA_SASL_USERNAME,KAFKA_USERNAME
                kafka.sasl.password KAFKA_SASL_PASSWORD,KAFKA_PASSWORD
                postgres.url DATABASE_URL
                postgres.host POSTGRES_HOST
                postgres.port POSTGRES_PORT 5432
                postgres.database POSTGRES_DATABASE agentbus
                postgres.user POSTGRES_USER agentbus
                postgres.password POSTGRES_PASSWORD
                postgres.bind AGENTBUS_POSTGRES 127.0.0.1:0
                redis.url REDIS_URL
                redis.host REDIS_HOST
                redis.port REDIS_PORT 6379
                redis.password REDIS_PASSWORD
                redis.bind AGENTBUS_REDIS 127.0.0.1:0
                schema-registry.url SCHEMA_REGISTRY_URL
                writer.group KAFKA_CONSUMER_GROUP db-writer-group
                writer.batch.events BATCH_SIZE 100
                writer.batch.delay-ms BATCH_TIMEOUT_MS 500
                metrics.window-seconds WINDOW_SIZE_SECONDS 5
                dead-letters.topics AGENTBUS_DEAD_LETTER_TOPICS
                dead-letters.max-redrives AGENTBUS_MAX_REDRIVES 3
                dead-letters.settled-days AGENTBUS_DEAD_LETTER_SETTLED_DAYS 0
                archive.enabled AGENTBUS_ARCHIVE true
                archive.folder AGENTBUS_ARCHIVE_FOLDER
                archive.s3.bucket S3_BUCKET
                archive.s3.prefix S3_PREFIX
                archive.s3.endpoint S3_ENDPOINT
                archive.s3.region AWS_REGION,AWS_DEFAULT_REGION us-east-1
                archive.s3.access-key-id AWS_ACCESS_KEY_ID
                archive.s3.secret-access-key AWS_SECRET_ACCESS_KEY
                archive.s3.session-token AWS_SESSION_TOKEN
                archive.file.mib AGENTBUS_ARCHIVE_FILE_MIB 64
                archive.file.seconds AGENTBUS_ARCHIVE_FILE_SECONDS 900
                archive.held-mib AGENTBUS_ARCHIVE_HELD_MIB 512
                patterns.traces AGENTBUS_PATTERN_TRACES 4000
                patterns.min-support AGENTBUS_PATTERN_MIN_SUPPORT 5
                patterns.interval-seconds AGENTBUS_PATTERN_INTERVAL 10
                alerts.rules AGENTBUS_ALERT_RULES""".split("\n"));
    }

    @Test
    void theReferencePageListsEverySetting() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "configuration.md"));

        List<String> missing = Catalogue.all().stream()
                .map(ConfigurationTest::row)
                .filter(row -> !page.contains(row))
                .toList();

        assertThat(missing).isEmpty();
    }

    private static String row(Setting setting) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        setting.key(),
                        setting.variables().stream()
                                .map(name -> "`" + name + "`")
                                .collect(Collectors.joining(", ")),
                        setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`",
                        setting.meaning() + (setting.secret() ? " Secret." : ""));
    }

    @Test
    void prefersTheCommandLineToTheEnvironmentToTheFileToTheDefault() throws IOException {
        Files.writeString(folder.resolve("agentbus.yaml"), """
                writer:
                  group: from-file
                  batch: {events: 7, delay-ms: 70}
                roles: [ingest, view]
                """);
        Map<String, String> environment = Map.of("BATCH_SIZE", "8", "BATCH_TIMEOUT_MS", "80", "REDIS_PORT", "");

        Configuration configuration =
                Configuration.load(Map.of("data", folder.toString(), "writer.batch.delay-ms", "90"), environment);

        assertThat(configuration.text("writer.group")).isEqualTo("from-file");
        assertThat(configuration.number("writer.batch.events")).isEqualTo(8);
        assertThat(configuration.number("writer.batch.delay-ms")).isEqualTo(90);
        assertThat(configuration.number("redis.port")).isEqualTo(6379);
        assertThat(configuration.list("roles")).containsExactly("ingest", "view");
    }

    @Test
    void namesTheNearestKeyWhenOneIsUnknown() throws IOException {
        Files.writeString(folder.resolve("agentbus.yaml"), "kafka:\n  broker: a:1\n");

        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(Misconfigured.class)
                .hasMessage(
                        "Cannot use setting: there is none of that name; did you mean kafka.brokers? got: kafka.broker");
    }

    @Test
    void readsASecretFromAFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");

        Configuration configuration = load(Map.of("POSTGRES_PASSWORD_FILE", secret.toString()));

        assertThat(configuration.text("postgres.password")).isEqualTo("s3cret");
    }

    @Test
    void understandsDatabaseUrlsInEitherForm() {
        ExternalPostgres plain = postgres("postgres://ada:p%40ss+word@db.example:5436/fleet?sslmode=require");
        ExternalPostgres jdbc = postgres("jdbc:postgresql://db.example/fleet?user=ada&password=x");

        assertThat(plain.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5436/fleet?sslmode=require");
        assertThat(plain.user()).isEqualTo("ada");
        assertThat(plain.password()).isEqualTo("p@ss+word");
        assertThat(jdbc.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5432/fleet");
        assertThat(jdbc.password()).isEqualTo("x");
    }

    @Test
    void neverShowsADatabaseUrlThatItCannotRead() {
        assertThatThrownBy(() -> postgres("mysql://ada:s3cret@db/fleet"))
                .isInstanceOf(Misconfigured.class)
                .hasMessageNotContainingAny("s3cret", "ada");
    }

    /// With the embedded Kafka the variable was read and had no effect.
    @Test
    void takesTheGroupProtocolForTheEmbeddedKafkaToo() {
        BusSettings classic = BusSettings.of(load(Map.of("KAFKA_GROUP_PROTOCOL", "classic")));

        assertThat(classic.externalKafka()).isEmpty();
        assertThat(classic.kafkaGroupProtocol()).isEqualTo(KafkaSettings.GroupProtocol.CLASSIC);
        assertThatThrownBy(() -> BusSettings.of(load(Map.of("KAFKA_GROUP_PROTOCOL", "modern"))))
                .isInstanceOf(Misconfigured.class)
                .hasMessage("kafka.group-protocol must be consumer or classic, got: modern");
    }

    @Test
    void replacesEachEngineByItsVariable() {
        BusSettings none = BusSettings.of(load(Map.of()));
        BusSettings all = BusSettings.of(load(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "a:9092, b:9092",
                "KAFKA_USERNAME", "ada",
                "KAFKA_PASSWORD", "s3cret",
                "POSTGRES_HOST", "db.example",
                "REDIS_URL", "redis://:pw@cache.example:6380")));

        assertThat(none.externalKafka()).isEmpty();
        assertThat(none.externalPostgres()).isEmpty();
        assertThat(none.externalRedis()).isEmpty();
        assertThat(all.externalKafka().orElseThrow().brokers()).isEqualTo("a:9092,b:9092");
        assertThat(all.externalPostgres().orElseThrow().jdbcUrl())
                .isEqualTo("jdbc:postgresql://db.example:5432/agentbus");
        assertThat(all.externalRedis().orElseThrow()).hasToString("cache.example:6380");
        assertThat(all.toString()).doesNotContain("s3cret");
    }

    private Configuration load(Map<String, String> environment) {
        return Configuration.load(Map.of("data", folder.toString()), environment);
    }

    private ExternalPostgres postgres(String url) {
        return ExternalPostgres.of(load(Map.of("DATABASE_URL", url))).orElseThrow();
    }
}
