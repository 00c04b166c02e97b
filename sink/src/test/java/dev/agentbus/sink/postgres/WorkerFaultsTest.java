package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Kafka, PostgreSQL and workers as real processes, killed and stopped under load; then every
/// acknowledged event must be in the table, once. The tables have no primary key here: nothing but
/// the positions keeps an event from coming twice. `-Dfaults.rounds=5` for more rounds,
/// `-Dfaults.seed` to repeat a run.
class WorkerFaultsTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int ROUNDS = Integer.getInteger("faults.rounds", 1);
    /// Some thousand events per second: more than fit into one batch, fewer than would outrun a
    /// slow machine.
    private static final Duration PRODUCER_PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final long seed = Long.getLong("faults.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<Process> processes = new HashSet<>();

    @TempDir
    private Path marks;

    private final AtomicBoolean enough = new AtomicBoolean();
    private TestDatabase sql;
    private TestTopic topic;
    private KafkaLog log;
    private Thread producer;

    @AfterAll
    static void killEngines() {
        ENGINES.close();
    }

    @BeforeEach
    void produceInTheBackground() throws SQLException {
        System.out.println("faults.seed=" + seed + " faults.rounds=" + ROUNDS);
        sql = TestDatabase.on(ENGINES.postgres());
        topic = new TestTopic("faults-" + COUNT.incrementAndGet());
        sql.execute("create table %s (id uuid)".formatted(topic.table()));
        log = new KafkaLog(KafkaSettings.of(ENGINES.kafka().address().toString()));
        log.topics().createMissing(topic.contracts().all());
        log.topics()
                .createMissing(List.of(Contracts.builtIn()
                        .find(new TopicName("agent-dead-letters"))
                        .orElseThrow()));
        producer = Thread.startVirtualThread(() -> {
            try (LogAppender appender = log.appender()) {
                while (!enough.get()) {
                    topic.append(appender, 250);
                    LockSupport.parkNanos(PRODUCER_PAUSE.toNanos());
                }
            }
        });
    }

    @AfterEach
    void killProcesses() throws InterruptedException {
        enough.set(true);
        producer.join(PATIENCE);
        processes.forEach(Process::destroyForcibly);
        log.close();
    }

    private Worker startWorker(PostgresDatabase database) {
        return startWorker(database, log);
    }

    private Worker startWorker(PostgresDatabase database, EventLog eventLog) {
        Worker worker = new Worker(
                eventLog,
                new PostgresSink(database, topic.contracts()),
                WorkerSettings.DEFAULT,
                new SimpleMeterRegistry());
        worker.start();
        return worker;
    }

    private Process startProcess(WorkerProcess.Halt halt) throws IOException {
        Process process = WorkerProcess.start(ENGINES.kafka().address().toString(), sql.settings(), topic, halt, marks);
        processes.add(process);
        return process;
    }

    private long rows() throws SQLException {
        return sql.number("select count(*) from " + topic.table());
    }

    private void awaitProgress(int atLeast) throws SQLException {
        long target = rows() + atLeast;
        await().atMost(PATIENCE).until(() -> rows() >= target);
    }

    /// Ends the load and waits until all of it is stored.
    private void checkThatNothingIsMissingOrDoubled() throws Exception {
        enough.set(true);
        assertThat(producer.join(PATIENCE)).isTrue();
        int produced = topic.acknowledged().size();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows()).isGreaterThanOrEqualTo(produced));
        Set<String> missing = new HashSet<>(topic.acknowledged());
        List<String> doubled = new ArrayList<>();
        for (String id : sql.column("select id::text from " + topic.table())) {
            if (!missing.remove(id)) {
                doubled.add(id);
            }
        }
        System.out.printf(
                "seed=%d rounds=%d produced=%d missing=%d doubled=%d%n",
                seed, ROUNDS, produced, missing.size(), doubled.size());
        assertThat(missing).isEmpty();
        assertThat(doubled).isEmpty();
        assertThat(sql.number("select sum(next_offset) from agentbus_offsets")).isEqualTo(produced);
    }

    @Test
    void losesAndDoublesNothingWhenPostgresIsKilled() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(sql.settings())) {
            Worker worker = startWorker(database);
            for (int round = 0; round < ROUNDS; round++) {
                awaitProgress(1 + random.nextInt(2_000));
                ENGINES.postgres().kill();
                ENGINES.postgres().start();
            }

            checkThatNothingIsMissingOrDoubled();
            worker.stop();
        }
    }

    @Test
    void losesAndDoublesNothingWhenAWorkerDiesAroundItsCommit() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Process worker = startProcess(WorkerProcess.Halt.at(1 + random.nextInt(30), round % 2 == 0));
            assertThat(worker.waitFor(PATIENCE)).isTrue();
            assertThat(worker.exitValue()).isEqualTo(9);
        }

        startProcess(WorkerProcess.Halt.NEVER);

        checkThatNothingIsMissingOrDoubled();
    }

    @Test
    void fencesAWorkerThatWasStoppedPastItsSession() throws Exception {
        Process first = startProcess(WorkerProcess.Halt.NEVER);
        try (PostgresDatabase database = new PostgresDatabase(sql.settings())) {
            awaitProgress(500);
            Worker second = startWorker(database);
            for (int round = 0; round < ROUNDS; round++) {
                awaitProgress(random.nextInt(1_000));
                signal("STOP", first);
                await().atMost(PATIENCE)
                        .until(() -> second.status().partitions().size() == TestTopic.PARTITIONS);
                awaitProgress(1_000);
                signal("CONT", first);
                await().atMost(PATIENCE)
                        .until(() -> second.status().partitions().size() < TestTopic.PARTITIONS);
            }

            checkThatNothingIsMissingOrDoubled();
            second.stop();
        }
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void losesAndDoublesNothingWhenStoppedAndStartedUnderLoad() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(sql.settings())) {
            for (int round = 0; round < 2 * ROUNDS; round++) {
                Worker worker = startWorker(database);
                awaitProgress(1 + random.nextInt(1_000));
                worker.stop();
            }
            Worker last = startWorker(database);

            checkThatNothingIsMissingOrDoubled();
            last.stop();
        }
    }

    @Test
    void deadLettersTheRecordThatKillsTheProcessAfterThreeStartsAndStoresTheRest() throws Exception {
        String fatal = EventId.mint().value();
        topic.appendRaw(log, "key-7", """
                {"event_id":"%s","correlation_id":"c-7","agent_name":"coder","action_type":"tool_call",\
                "action_name":"Read"}""".formatted(fatal));
        WorkerProcess.Halt halt = new WorkerProcess.Halt(0, false, fatal);
        for (int death = 1; death <= 3; death++) {
            Process worker = startProcess(halt);
            assertThat(worker.waitFor(PATIENCE)).as("death %d", death).isTrue();
            assertThat(worker.exitValue()).isEqualTo(9);
        }

        Process survivor = startProcess(halt);

        awaitProgress(1_000);
        assertThat(survivor.isAlive()).isTrue();
        enough.set(true);
        assertThat(producer.join(PATIENCE)).isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows()).isEqualTo(topic.acknowledged().size()));
        assertThat(sql.number("select count(*) from " + topic.table() + " where id = '" + fatal + "'"))
                .isZero();
        assertThat(deadLettersOf(topic))
                .singleElement()
                .satisfies(letter -> assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                        .contains(fatal));
    }

    private List<LogRecord> deadLettersOf(TestTopic source) {
        TopicName letters = new TopicName("agent-dead-letters");
        List<LogRecord> found = new ArrayList<>();
        try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
            List<LogPartition> partitions = reader.partitionsOf(List.of(letters));
            reader.assign(partitions);
            Map<LogPartition, Long> ends = reader.endOffsets(partitions);
            long left = ends.values().stream().mapToLong(Long::longValue).sum();
            while (left > 0) {
                List<LogRecord> records = reader.poll(Duration.ofMillis(200));
                left -= records.size();
                found.addAll(records);
            }
        }
        found.removeIf(letter ->
                letter.headers().stream().noneMatch(header -> header.text().equals(source.name())));
        return found;
    }

    /// Members that join and leave every half second; `-Dstorm.seconds=60` for a whole minute.
    @ParameterizedTest
    @EnumSource
    void goesOnThroughAStormOfRebalancesWithNothingDoubled(KafkaSettings.GroupProtocol protocol) throws Exception {
        KafkaSettings kafka =
                KafkaSettings.of(ENGINES.kafka().address().toString()).withGroupProtocol(protocol);
        try (KafkaLog asTheyAgree = new KafkaLog(kafka);
                PostgresDatabase database = new PostgresDatabase(sql.settings());
                PostgresDatabase other = new PostgresDatabase(sql.settings())) {
            Worker steady = startWorker(database, asTheyAgree);
            awaitProgress(1);
            long end = System.nanoTime()
                    + Duration.ofSeconds(Integer.getInteger("storm.seconds", 10))
                            .toNanos();
            long before = rows();
            for (int passes = 1; System.nanoTime() < end; passes++) {
                Worker guest = startWorker(other, asTheyAgree);
                LockSupport.parkNanos(500_000_000L);
                guest.stop();
                if (passes % 10 == 0) {
                    assertThat(rows()).as("progress in the storm").isGreaterThan(before);
                    before = rows();
                }
            }

            checkThatNothingIsMissingOrDoubled();
            steady.stop();
        }
    }
}
