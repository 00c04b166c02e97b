package dev.agentbus.app;

import static dev.agentbus.app.Setting.plain;
import static dev.agentbus.app.Setting.secret;

import java.util.List;
import java.util.Optional;

/// Every setting there is. Variables of the systems that agentbus replaces keep their names.
public final class Catalogue {
    private static final List<Setting> ALL = List.of(
            plain("data", "AGENTBUS_HOME", "~/.agentbus", "The folder that holds everything the bus keeps."),
            plain(
                    "roles",
                    "AGENTBUS_ROLES",
                    "all",
                    "What this process does: all, or some of ingest, writer, metrics, archive, alerts, patterns, view."),
            plain("contracts.folder", "AGENTBUS_CONTRACTS", "", "Your own contracts; DATA/contracts unless set."),
            plain("http.bind", "AGENTBUS_HTTP", "127.0.0.1:8080", "Where HTTP and WebSocket listen."),
            secret(
                    "security.tokens",
                    "AGENTBUS_TOKENS",
                    "Comma-separated ROLE:TOKEN; roles are publish, view and operate. Needed on any address but loopback."),
            plain("security.session-minutes", "AGENTBUS_SESSION_MINUTES", "720", "How long a browser stays signed in."),
            plain(
                    "security.allowed-hosts",
                    "AGENTBUS_ALLOWED_HOSTS",
                    "",
                    "Comma-separated names that a Host header may hold besides loopback and the bind address."),
            plain(
                    "security.allowed-origins",
                    "AGENTBUS_ALLOWED_ORIGINS",
                    "",
                    "Comma-separated origins whose pages may call, like https://fleet.example."),
            plain(
                    "kafka.brokers",
                    "KAFKA_BROKERS KAFKA_BOOTSTRAP_SERVERS",
                    "",
                    "A Kafka cluster instead of the embedded one."),
            plain(
                    "kafka.bind",
                    "AGENTBUS_KAFKA",
                    "127.0.0.1:9092",
                    "Where the embedded Kafka listens; port 0 takes a free one."),
            plain("kafka.heap-mib", "AGENTBUS_KAFKA_HEAP_MIB", "320", "Heap of the embedded Kafka, in MiB."),
            plain(
                    "kafka.session-timeout-ms",
                    "AGENTBUS_KAFKA_SESSION_TIMEOUT_MS",
                    "15000",
                    "Silence after which the embedded Kafka takes a consumer's partitions away."),
            plain("kafka.client-id", "KAFKA_CLIENT_ID", "agentbus", "The name this bus gives itself to Kafka."),
            plain(
                    "kafka.group-protocol",
                    "KAFKA_GROUP_PROTOCOL",
                    "consumer",
                    "How consumers share partitions; classic for brokers older than 4.0, and where a silent broker must"
                            + " not cost a core."),
            plain("kafka.ssl.enabled", "KAFKA_SSL_ENABLED", "false", "TLS to an external Kafka."),
            plain(
                    "kafka.ssl.ca-file",
                    "KAFKA_SSL_CA_FILE",
                    "",
                    "PEM file of the authority that signed the brokers' certificates."),
            plain(
                    "kafka.sasl.mechanism",
                    "KAFKA_SASL_MECHANISM",
                    "SCRAM-SHA-512",
                    "SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN."),
            plain("kafka.sasl.username", "KAFKA_SASL_USERNAME KAFKA_USERNAME", "", "User at an external Kafka."),
            secret("kafka.sasl.password", "KAFKA_SASL_PASSWORD KAFKA_PASSWORD", "Password at an external Kafka."),
            secret(
                    "postgres.url",
                    "DATABASE_URL",
                    "A PostgreSQL instead of the embedded one: postgres://user:password@host:port/database or jdbc:postgresql://…"),
            plain("postgres.host", "POSTGRES_HOST", "", "A PostgreSQL instead of the embedded one, in parts."),
            plain("postgres.port", "POSTGRES_PORT", "5432", "Its port."),
            plain("postgres.database", "POSTGRES_DATABASE", "agentbus", "Its database."),
            plain("postgres.user", "POSTGRES_USER", "agentbus", "Its user."),
            secret("postgres.password", "POSTGRES_PASSWORD", "Its password."),
            plain(
                    "postgres.bind",
                    "AGENTBUS_POSTGRES",
                    "127.0.0.1:0",
                    "Where the embedded PostgreSQL listens; port 0 takes a free one and keeps it."),
            secret("redis.url", "REDIS_URL", "A Redis instead of the embedded one: redis://:password@host:port"),
            plain("redis.host", "REDIS_HOST", "", "A Redis instead of the embedded one, in parts."),
            plain("redis.port", "REDIS_PORT", "6379", "Its port."),
            secret("redis.password", "REDIS_PASSWORD", "Its password."),
            plain(
                    "redis.bind",
                    "AGENTBUS_REDIS",
                    "127.0.0.1:0",
                    "Where the embedded Redis listens; port 0 takes a free one and keeps it."),
            plain("schema-registry.url", "SCHEMA_REGISTRY_URL", "", "Reserved for the schema registry."),
            plain(
                    "writer.group",
                    "KAFKA_CONSUMER_GROUP",
                    "db-writer-group",
                    "Consumer group that writes to PostgreSQL."),
            plain("writer.batch.events", "BATCH_SIZE", "100", "Events per batch at most."),
            plain(
                    "writer.batch.delay-ms",
                    "BATCH_TIMEOUT_MS",
                    "500",
                    "How long the first event of a batch waits for more."),
            plain(
                    "metrics.window-seconds",
                    "WINDOW_SIZE_SECONDS",
                    "5",
                    "Length of the shortest metrics windows; divides 60, at most 30."),
            plain(
                    "dead-letters.topics",
                    "AGENTBUS_DEAD_LETTER_TOPICS",
                    "",
                    "Comma-separated dead-letter topics of other systems (Kafka Connect, Spring, SmallRye, share groups)."),
            plain(
                    "dead-letters.max-redrives",
                    "AGENTBUS_MAX_REDRIVES",
                    "3",
                    "Redrives of one record after which its next dead letter is parked."),
            plain(
                    "dead-letters.settled-days",
                    "AGENTBUS_DEAD_LETTER_SETTLED_DAYS",
                    "0",
                    "Days after which redriven and discarded letters leave the table; never sooner than the topics."),
            plain("archive.enabled", "AGENTBUS_ARCHIVE", "true", "Whether the role archive keeps an archive."),
            plain("archive.folder", "AGENTBUS_ARCHIVE_FOLDER", "", "The archive's folder; DATA/archive unless set."),
            plain("archive.s3.bucket", "S3_BUCKET", "", "An archive on S3 instead of a folder."),
            plain("archive.s3.prefix", "S3_PREFIX", "", "What its keys begin with."),
            plain(
                    "archive.s3.endpoint",
                    "S3_ENDPOINT",
                    "",
                    "Another store that speaks like S3: https://host:port; addressed by path."),
            plain("archive.s3.region", "AWS_REGION AWS_DEFAULT_REGION", "us-east-1", "Its region."),
            plain(
                    "archive.s3.access-key-id",
                    "AWS_ACCESS_KEY_ID",
                    "",
                    "Its account; else where AWS tools look: profile, container, instance."),
            secret("archive.s3.secret-access-key", "AWS_SECRET_ACCESS_KEY", "The account's secret."),
            secret("archive.s3.session-token", "AWS_SESSION_TOKEN", "The account's session, where it has one."),
            plain(
                    "archive.file.mib",
                    "AGENTBUS_ARCHIVE_FILE_MIB",
                    "64",
                    "MiB of original records after which a partition's files are closed."),
            plain(
                    "archive.file.seconds",
                    "AGENTBUS_ARCHIVE_FILE_SECONDS",
                    "900",
                    "How long the first record of a partition's files waits."),
            plain(
                    "archive.held-mib",
                    "AGENTBUS_ARCHIVE_HELD_MIB",
                    "512",
                    "MiB on disk, over all partitions, that wait for their files at most."),
            plain(
                    "patterns.traces",
                    "AGENTBUS_PATTERN_TRACES",
                    "4000",
                    "The newest traces, in which patterns are sought."),
            plain(
                    "patterns.min-support",
                    "AGENTBUS_PATTERN_MIN_SUPPORT",
                    "5",
                    "Traces that have to share a pattern; one in 250 when that is more."),
            plain(
                    "patterns.interval-seconds",
                    "AGENTBUS_PATTERN_INTERVAL",
                    "10",
                    "The least time from one search for patterns to the next."),
            plain(
                    "alerts.rules",
                    "AGENTBUS_ALERT_RULES",
                    "",
                    "The file with your alert rules; DATA/alerts.yaml unless set."));

    private Catalogue() {}

    /// In the order of the reference page.
    public static List<Setting> all() {
        return ALL;
    }

    static Optional<Setting> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }
}
