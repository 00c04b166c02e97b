package dev.agentbus.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnginesTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    private TemporaryEngines engines;

    @BeforeAll
    void startEngines() {
        engines = new TemporaryEngines();
    }

    @AfterAll
    void deleteEngines() {
        engines.close();
        assertThat(engines.folder().root()).doesNotExist();
    }

    @Test
    void kafkaKeepsTopicsAddressAndClusterAcrossAKill() throws Exception {
        KafkaEngine kafka = engines.kafka();
        HostPort before = kafka.address();
        String cluster;
        try (Admin admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            cluster = admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
        }

        kafka.kill();
        assertThat(kafka.isRunning()).isFalse();
        kafka.start();

        assertThat(kafka.address()).isEqualTo(before);
        try (Admin admin = admin(kafka)) {
            assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).contains("kept");
            assertThat(admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS))
                    .isEqualTo(cluster);
        }
    }

    @Test
    void everyEngineTellsItsVersion() {
        assertThat(engines.kafka().version())
                .hasValueSatisfying(version -> assertThat(version).startsWith("4."));
        assertThat(engines.postgres().version())
                .hasValueSatisfying(version -> assertThat(version).startsWith("18."));
        assertThat(engines.redis().version())
                .hasValueSatisfying(version -> assertThat(version).matches("\\d+\\.\\d+\\.\\d+.*"));
    }

    @Test
    void frozenKafkaFailsItsCheckAndPassesItAfterwards() {
        KafkaEngine kafka = engines.kafka();

        kafka.freeze();
        assertThatThrownBy(() -> kafka.check(Duration.ofMillis(300)))
                .isInstanceOf(TransientFailure.class)
                .hasMessageStartingWith("Cannot reach kafka: ");
        kafka.thaw();

        kafka.check(SOON);
    }

    @Test
    void postgresKeepsRowsAcrossAKillAndAsksForThePassword() throws Exception {
        PostgresEngine postgres = engines.postgres();
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 7 AS value");
        }

        postgres.kill();
        postgres.start();

        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var rows = connection.createStatement().executeQuery("SELECT value FROM kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(7);
        }
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong"))
                .hasMessageContaining("password authentication failed");
        assertThat(Files.getPosixFilePermissions(engines.folder().secretFile("postgres-password")))
                .hasToString("[OWNER_READ, OWNER_WRITE]");
    }

    @Test
    void redisStopsInOrderAndComesBack() {
        RedisEngine redis = engines.redis();

        redis.stop();
        assertThatThrownBy(() -> redis.check(SOON)).isInstanceOf(TransientFailure.class);
        redis.start();

        redis.check(SOON);
        assertThat(redis.rssBytes()).isPositive();
    }

    @Test
    void supervisorRestartsAnEngineThatDies() {
        RedisEngine redis = new RedisEngine(engines.folder(), HostPort.freeLoopback());
        engines.redis().stop();
        CompletableFuture<Engine> restarted = new CompletableFuture<>();
        try (Supervisor supervisor = new Supervisor(List.of(redis))) {
            supervisor.start(restarted::complete);
            long first = redis.pid();

            redis.kill();

            assertThat(restarted).succeedsWithin(Duration.ofSeconds(10)).isSameAs(redis);
            redis.check(SOON);
            assertThat(redis.pid()).isNotEqualTo(first);
        }
        assertThat(redis.isRunning()).isFalse();
        engines.redis().start();
    }

    @Test
    void saysThatThePortIsTaken() {
        HostPort taken = engines.redis().address();
        EngineFolder other = EngineFolder.of(engines.folder().root().resolve("other"));
        KafkaEngine second = new KafkaEngine(other, KafkaNodeSettings.DEFAULT.withAddress(taken));

        assertThatThrownBy(second::start)
                .isInstanceOf(Misconfigured.class)
                .hasMessage("Cannot start kafka: the port is taken; end what uses it or choose another with"
                        + " --kafka HOST:PORT, got: " + taken);
    }

    @Test
    void endsTheEngineWhenItsParentIsKilled() throws Exception {
        Process parent = startParent(folder("orphan"));
        ProcessHandle redis = redisOf(parent);

        parent.destroyForcibly();

        await().atMost(Duration.ofSeconds(30)).until(() -> !redis.isAlive());
    }

    @Test
    void endsAnEngineThatAnEarlierRunLeftBehind() throws Exception {
        EngineFolder folder = folder("leftover");
        Process parent = startParent(folder);
        ProcessHandle leftover = redisOf(parent);
        parent.children()
                .filter(child -> child.info().commandLine().orElse("").contains("agentbus-guard"))
                .forEach(ProcessHandle::destroyForcibly);
        parent.destroyForcibly();
        parent.waitFor();
        assertThat(leftover.isAlive()).isTrue();

        RedisEngine next = new RedisEngine(folder, new HostPort(HostPort.LOOPBACK, 0));
        next.start();

        assertThat(leftover.isAlive()).isFalse();
        next.check(SOON);
        next.stop();
    }

    private EngineFolder folder(String name) {
        return new EngineFolder(
                engines.folder().root().resolve(name), engines.folder().binaries());
    }

    private static Process startParent(EngineFolder folder) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        folder.root().toString(),
                        folder.binaries().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ProcessHandle redisOf(Process parent) throws IOException {
        String pid = parent.inputReader(StandardCharsets.UTF_8).readLine();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /// A program that starts Redis, prints its pid and waits to be killed.
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            EngineFolder folder = new EngineFolder(java.nio.file.Path.of(args[0]), java.nio.file.Path.of(args[1]));
            EngineFolder.create(folder.root());
            RedisEngine redis = new RedisEngine(folder, new HostPort(HostPort.LOOPBACK, 0));
            redis.start();
            System.out.println(redis.pid());
            Thread.sleep(Duration.ofMinutes(1));
        }
    }

    private static Admin admin(KafkaEngine kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.address().toString()));
    }
}
