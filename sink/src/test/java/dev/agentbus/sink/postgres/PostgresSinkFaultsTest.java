package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.process.Batch;
import dev.agentbus.process.StoreOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// The server or the way to it fails at the worst moments. `-Dfaults.rounds=5` for more kills.
class PostgresSinkFaultsTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final TopicName ACTIONS = new TopicName("agent-actions");
    private static final Contracts CONTRACTS =
            Contracts.of(List.of(Contracts.builtIn().find(ACTIONS).orElseThrow()));

    /// Without prepared statements, so that the proxy sees the text of every commit.
    private static final String WHOLE_TEXT = "?prepareThreshold=0";

    /// The client's own, with the test's settings.
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(8);

    private PostgresEngine engine;
    private TestDatabase sql;

    @AfterAll
    static void killEngine() {
        ENGINES.close();
    }

    @BeforeEach
    void emptyDatabase() throws SQLException {
        engine = ENGINES.postgres();
        sql = TestDatabase.on(engine);
    }

    private static String[] actions(int count) {
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = """
                    {"event_id":"%s","correlation_id":"c","agent_name":"a","action_type":"tool_call",\
                    "action_name":"Read","action_details":{"text":"%s"}}""".formatted(EventId.mint().value(), "x".repeat(300));
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultProxy.Cut.class,
            names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
    void storesABatchOnceWhenTheConnectionDiesInItsCommit(FaultProxy.Cut cut) throws Exception {
        try (FaultProxy proxy = new FaultProxy(engine.address().port());
                PostgresDatabase database = new PostgresDatabase(
                        sql.settings(sql.url().replaceFirst(":\\d+/", ":" + proxy.port() + "/") + WHOLE_TEXT))) {
            PostgresSink sink = new PostgresSink(database, CONTRACTS);
            TestBatches batches = new TestBatches(CONTRACTS, ACTIONS.value()).claim(sink);
            String[] values = actions(100);
            values[99] = values[0];
            Batch batch = batches.next(values);
            proxy.cutOnce(cut);

            assertThatThrownBy(() -> sink.store(batch)).isInstanceOf(TransientFailure.class);
            long storedUnheard = cut == FaultProxy.Cut.AFTER_COMMIT ? 99 : 0;
            Awaitility.await().until(() -> sql.number("select count(*) from agent_actions") == storedUnheard);
            StoreOutcome again = sink.store(batch);

            assertThat(again).isEqualTo(new StoreOutcome.Stored(Map.of(ACTIONS, 1)));
            assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(99);
            assertThat(position()).isEqualTo(100);
            assertThat(sink.store(batches.next(actions(1)))).isEqualTo(new StoreOutcome.Stored(Map.of()));
        }
    }

    @Test
    void losesAndDoublesNothingWhenTheServerIsKilledInMidBatch() throws Exception {
        long seed = Long.getLong("faults.seed", System.nanoTime());
        int rounds = Integer.getInteger("faults.rounds", 1);
        System.out.println("faults.seed=" + seed + " faults.rounds=" + rounds);
        Random random = new Random(seed);
        try (PostgresDatabase database = new PostgresDatabase(sql.settings())) {
            PostgresSink sink = new PostgresSink(database, CONTRACTS);
            TestBatches batches = new TestBatches(CONTRACTS, ACTIONS.value()).claim(sink);
            AtomicBoolean enough = new AtomicBoolean();
            Thread writer = Thread.startVirtualThread(() -> {
                while (!enough.get()) {
                    storeUntilItSucceeds(sink, batches.next(actions(1 + random.nextInt(200))));
                }
            });

            for (int round = 0; round < rounds; round++) {
                long target = position() + 1 + random.nextInt(3_000);
                Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> position() >= target);
                engine.kill();
                engine.start();
            }
            enough.set(true);
            assertThat(writer.join(Duration.ofSeconds(60))).isTrue();

            long produced = batches.claim().position();
            assertThat(position()).isEqualTo(produced);
            assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(produced);
            assertThat(sql.number("select count(distinct kafka_offset) from agent_actions"))
                    .isEqualTo(produced);
        }
    }

    private long position() throws SQLException {
        return sql.number("select next_offset from agentbus_offsets");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void storeUntilItSucceeds(PostgresSink sink, Batch batch) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(TransientFailure.class)
                .until(() -> sink.store(batch) instanceof StoreOutcome.Stored);
    }

    @Test
    void asksAServerThatWentSilentInACopyNothingMore() throws Exception {
        try (FaultProxy proxy = new FaultProxy(engine.address().port());
                PostgresDatabase database = new PostgresDatabase(
                        sql.settings(sql.url().replaceFirst(":\\d+/", ":" + proxy.port() + "/") + WHOLE_TEXT))) {
            PostgresSink sink = new PostgresSink(database, CONTRACTS);
            TestBatches batches = new TestBatches(CONTRACTS, ACTIONS.value()).claim(sink);
            Batch batch = batches.next(actions(10));
            proxy.cutOnce(FaultProxy.Cut.SILENT_FROM_COPY);
            long start = System.nanoTime();

            assertThatThrownBy(() -> sink.store(batch)).isInstanceOf(TransientFailure.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(SILENCE_LIMIT.multipliedBy(3).dividedBy(2));
            storeUntilItSucceeds(sink, batch);
        }
    }

    /// What was set in a transaction that is rolled back was never set.
    @Test
    void limitsAConnectionWhoseFirstTransactionWasRolledBack() throws SQLException {
        try (PostgresDatabase database = new PostgresDatabase(sql.settings().withPoolSize(1))) {
            database.check();

            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement();
                    ResultSet limits = statement.executeQuery("""
                            select current_setting('idle_in_transaction_session_timeout'),
                                current_setting('statement_timeout')""")) {
                assertThat(limits.next()).isTrue();
                assertThat(limits.getString(1)).isEqualTo("5s");
                assertThat(limits.getString(2)).isEqualTo("3s");
            }
        }
    }

    /// The server's own limits do not end a COPY that waits for its rows.
    @Test
    void takesOverFromAnOwnerThatWasStoppedInACopy() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(sql.settings());
                PostgresDatabase other = new PostgresDatabase(sql.settings())) {
            PostgresSink sink = new PostgresSink(other, CONTRACTS);
            TestBatches batches = new TestBatches(CONTRACTS, ACTIONS.value()).claim(sink);
            CountDownLatch copying = new CountDownLatch(1);
            CountDownLatch awake = new CountDownLatch(1);
            FutureTask<StoreOutcome> stopped =
                    new FutureTask<>(() -> new PositionedWrites(database).store(batches.of(actions(1)), connection -> {
                        CopyIn copy = connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn("copy agent_actions (id) from stdin");
                        copying.countDown();
                        await(awake);
                        copy.endCopy();
                        return Map.of();
                    }));
            Thread.startVirtualThread(stopped);
            copying.await();

            TestBatches taken = new TestBatches(CONTRACTS, ACTIONS.value());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreException(TransientFailure.class)
                    .until(() -> taken.claim(sink).claim().epoch() == 2);

            assertThat(sink.store(taken.next(actions(1)))).isEqualTo(new StoreOutcome.Stored(Map.of()));
            awake.countDown();
            assertThatThrownBy(stopped::get).hasCauseInstanceOf(TransientFailure.class);
            assertThat(position()).isEqualTo(1);
        }
    }

    @Test
    void givesUpOnAFrozenServerWithinTheLimit() {
        try (PostgresDatabase database = new PostgresDatabase(sql.settings())) {
            PostgresSink sink = new PostgresSink(database, CONTRACTS);
            TestBatches batches = new TestBatches(CONTRACTS, ACTIONS.value()).claim(sink);
            Batch batch = batches.next(actions(10));
            long start = System.nanoTime();
            engine.freeze();

            try {
                assertThatThrownBy(() -> sink.store(batch)).isInstanceOf(TransientFailure.class);
            } finally {
                engine.thaw();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            storeUntilItSucceeds(sink, batch);
        }
    }
}
