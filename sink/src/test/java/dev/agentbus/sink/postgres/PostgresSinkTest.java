package dev.agentbus.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.RefusedEvent;
import dev.agentbus.process.StoreOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSinkTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final TopicName ACTIONS = new TopicName("agent-actions");
    private static final Contracts ALL = Contracts.builtIn();
    private static final Contracts CONTRACTS =
            Contracts.of(List.of(ALL.find(ACTIONS).orElseThrow()));

    private TestDatabase sql;
    private PostgresDatabase database;
    private PostgresSink sink;
    private TestBatches actions;

    @BeforeAll
    static void startEngine() {
        ENGINES.postgres();
    }

    @AfterAll
    static void killEngine() {
        ENGINES.close();
    }

    @BeforeEach
    void openDatabase() throws SQLException {
        sql = TestDatabase.on(ENGINES.postgres());
        database = new PostgresDatabase(sql.settings());
        sink = new PostgresSink(database, CONTRACTS);
        actions = new TestBatches(CONTRACTS, ACTIONS.value());
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    private static String action(String id) {
        return """
                {"event_id":"%s","correlation_id":"c-1","agent_name":"coder","action_type":"tool_call",\
                "action_name":"Read","timestamp":"2026-11-21T05:59:58.123456Z"}""".formatted(id);
    }

    private static StoreOutcome.Stored duplicates(int count) {
        return new StoreOutcome.Stored(count == 0 ? Map.of() : Map.of(ACTIONS, count));
    }

    @Test
    void keepsEveryFieldInItsColumn() throws SQLException {
        String id = EventId.mint().value();
        Batch batch = actions.claim(sink).next("""
                {"event_id":"%s","correlation_id":"Straße 🚀","agentName":"coder","action_type":"tool_call",\
                "action_name":"Read","action_details":{"file": "a \\"b\\".txt", "lines":[1,2]},"duration_ms":42,\
                "debug_mode":true,"timestamp":"2026-11-21T05:59:58.123456Z","unheard_of":{"x":1}}""".formatted(id));

        StoreOutcome outcome = sink.store(batch);

        assertThat(outcome).isEqualTo(duplicates(0));
        assertThat(sql.text("""
                        select row_to_json(t) from (select id, correlation_id, agent_name,
                            action_details->>'file' as file, action_details->'lines'->>1 as line, duration_ms,
                            debug_mode, created_at, kafka_partition, kafka_offset,
                            extra->'unheard_of'->>'x' as x from agent_actions) t""")).isEqualTo("""
                        {"id":"%s","correlation_id":"Straße 🚀","agent_name":"coder","file":"a \\"b\\".txt",\
                        "line":"2","duration_ms":42,"debug_mode":true,\
                        "created_at":"2026-11-21T05:59:58.123456+00:00",\
                        "kafka_partition":0,"kafka_offset":0,"x":"1"}""".formatted(id));
    }

    @Test
    void storesRowsAndPositionsTogether() throws SQLException {
        actions.claim(sink);

        sink.store(actions.next(action("a"), action("b")));
        sink.store(actions.next(action("c")));

        assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(3);
        assertThat(sql.text("select next_offset || '/' || epoch from agentbus_offsets"))
                .isEqualTo("3/1");
    }

    @Test
    void storesAnIdOnceHoweverOftenItComes() throws SQLException {
        actions.claim(sink);

        StoreOutcome inOneBatch = sink.store(actions.next(action("a"), action("b"), action("a")));
        StoreOutcome inTheNext = sink.store(actions.next(action("b"), action("c"), action("a")));

        assertThat(inOneBatch).isEqualTo(duplicates(1));
        assertThat(inTheNext).isEqualTo(duplicates(2));
        assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(3);
    }

    /// A replay: what repeats is looked for first, what is new among it is stored, and live events go on as before.
    @Test
    void storesWhatIsNewAmongMuchThatIsThere() throws SQLException {
        actions.claim(sink);
        sink.store(actions.next(action("a"), action("b"), action("c"), action("d")));
        StoreOutcome first = sink.store(actions.next(action("a"), action("b")));

        StoreOutcome allThere = sink.store(actions.next(action("c"), action("d")));
        StoreOutcome mostThere = sink.store(actions.next(action("a"), action("e"), action("b"), action("a")));
        StoreOutcome allNew = sink.store(actions.next(action("f"), action("g")));
        StoreOutcome live = sink.store(actions.next(action("h"), action("i")));

        assertThat(List.of(first, allThere, mostThere, allNew, live))
                .containsExactly(duplicates(2), duplicates(2), duplicates(3), duplicates(0), duplicates(0));
        assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(9);
        assertThat(sql.text("select next_offset from agentbus_offsets")).isEqualTo("16");
    }

    /// A table of somebody else's, where nothing keeps ids apart.
    @Test
    void storesWhatIsNewThoughTheTableHasAnotherIdTwice() throws SQLException {
        sql.execute("create table agent_actions (id uuid)");
        actions.claim(sink);
        sink.store(actions.next(action("a"), action("a")));
        sql.execute("insert into agent_actions (id) select id from agent_actions");

        StoreOutcome outcome = sink.store(actions.next(action("a"), action("b")));

        assertThat(outcome).isEqualTo(duplicates(1));
        assertThat(sql.number("select count(distinct id) from agent_actions")).isEqualTo(2);
    }

    @Test
    void fencesAnOwnerWhosePartitionsWereClaimedByAnother() throws SQLException {
        actions.claim(sink);
        sink.store(actions.next(action("a")));
        TestBatches other = new TestBatches(CONTRACTS, ACTIONS.value()).claim(sink);

        StoreOutcome zombie = sink.store(actions.next(action("b")));

        assertThat(zombie).isInstanceOf(StoreOutcome.Fenced.class);
        assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(1);
        assertThat(other.claim()).isEqualTo(new Claim(2, 1));
        assertThat(sink.store(other.next(action("b")))).isEqualTo(duplicates(0));
    }

    @Test
    void takesABatchThatWasStoredAlreadyByTheSameOwnerForStored() throws SQLException {
        actions.claim(sink);
        Batch batch = actions.next(action("a"), action("b"));
        sink.store(batch);

        StoreOutcome again = sink.store(batch);

        assertThat(again).isInstanceOf(StoreOutcome.Stored.class);
        assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(2);
    }

    @Test
    void refusesABatchWithAnImpossibleValueWhole() throws SQLException {
        actions.claim(sink);
        String tooLarge = action("b").replace("c-1", incompressible(4_000));

        assertThatThrownBy(() -> sink.store(actions.of(action("a"), tooLarge, action("c"))))
                .asInstanceOf(InstanceOfAssertFactories.type(RefusedEvent.class))
                .returns(new SourcePosition(ACTIONS, 0, 1), RefusedEvent::position)
                .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
                .startsWith("Cannot store event: PostgreSQL refuses it, got: 54000 index row size");

        assertThat(sql.number("select count(*) from agent_actions")).isZero();
        assertThat(sink.store(actions.next(action("a")))).isEqualTo(duplicates(0));
    }

    /// Too long for an index, and no shorter when compressed.
    private static String incompressible(int characters) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            text.append(Long.toString(random.nextLong(), 36));
        }
        return text.toString();
    }

    @Test
    void refusesATimeThatPostgresHasNoPlaceFor() {
        TestBatches far = new TestBatches(CONTRACTS, ACTIONS.value(), Instant.ofEpochMilli(Long.MAX_VALUE)).claim(sink);

        assertThatThrownBy(() -> sink.store(far.of(action("a").replaceFirst(",\"timestamp\":\"[^\"]*\"", ""))))
                .isInstanceOf(PermanentFailure.class)
                .hasMessageContaining("a time must lie between 4713 BC and 294276 AD");
    }

    @Test
    void waitsWhenATableIsGoneAndMakesItAgain() throws SQLException {
        actions.claim(sink);
        sql.execute("drop table agent_actions");
        Batch batch = actions.next(action("a"));

        assertThatThrownBy(() -> sink.store(batch))
                .isInstanceOf(TransientFailure.class)
                .hasMessageContaining("the table is not as its contract says, got: 42P01");

        assertThat(sink.store(batch)).isEqualTo(duplicates(0));
        assertThat(sql.number("select count(*) from agent_actions")).isEqualTo(1);
    }

    @Test
    void castsIntoTheTypesOfATableThatWasThereBefore() throws SQLException {
        sql.execute("""
                create table agent_actions (id uuid primary key, correlation_id uuid not null,
                    agent_name varchar(255) not null, duration_ms integer, created_at timestamptz default now())""");
        actions.claim(sink);
        String known = action("a").replace("c-1", "0192f0c4-7b1e-7000-8000-000000000001");

        sink.store(actions.next(known.replace("}", ",\"duration_ms\":7}")));

        assertThat(sql.text("select correlation_id || ' ' || agent_name || ' ' || duration_ms || ' ' || action_name"
                        + " from agent_actions"))
                .isEqualTo("0192f0c4-7b1e-7000-8000-000000000001 coder 7 Read");
        assertThatThrownBy(() -> sink.store(actions.of(action("b")))).isInstanceOf(PermanentFailure.class);
    }

    @Test
    void waitsForAPersonWhenAForeignColumnMustBeFilled() throws SQLException {
        sql.execute("create table agent_actions (id uuid primary key, tenant text not null)");

        assertThatThrownBy(() -> actions.claim(sink))
                .isInstanceOf(TransientFailure.class)
                .hasMessage("Cannot write table agent_actions: column tenant must be nullable or have a default,"
                        + " got: not null without default");
    }

    @Test
    void makesATableForAContractOfAUser(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("orders.yaml"), """
                asyncapi: 3.0.0
                info: {title: Shop, version: 1.0.0}
                channels:
                  shop-orders:
                    address: shop.orders
                    messages:
                      order:
                        payload:
                          type: object
                          required: [order_id]
                          properties:
                            order_id: {type: string}
                            total: {type: number}
                            paid: {type: boolean}
                            lines: {type: array}
                            timestamp: {type: string, format: date-time}
                """);
        Contracts contracts = Contracts.load(folder);
        PostgresSink ofUser = new PostgresSink(database, contracts);
        TestBatches orders = new TestBatches(contracts, "shop.orders").claim(ofUser);

        ofUser.store(orders.next("{\"orderId\":\"o-1\",\"total\":12.5,\"paid\":true,\"lines\":[{\"sku\":1}]}"));

        assertThat(sql.text("select order_id || ' ' || total || ' ' || paid || ' ' || (lines->0->>'sku')"
                        + " || ' ' || created_at from shop_orders"))
                .isEqualTo("o-1 12.5 true 1 2026-11-21 06:00:00+00");
    }

    @Test
    void addsTheColumnOfAFieldThatAContractHasGained() throws SQLException {
        sink.prepare();
        sql.execute("alter table agent_actions drop column action_name");
        PostgresSink later = new PostgresSink(database, CONTRACTS);

        later.prepare();

        assertThat(sql.number("select count(*) from pg_attribute where attrelid = 'agent_actions'::regclass"
                        + " and attname = 'action_name' and not attisdropped"))
                .isEqualTo(1);
    }

    @Test
    void makesATableAndItsIndexesForEveryContract() throws SQLException {
        PostgresSink whole = new PostgresSink(database, ALL);

        whole.prepare();

        List<String> tables = ALL.all().stream()
                .flatMap(contract -> contract.table().stream())
                .map(table -> table.name())
                .toList();
        assertThat(sql.column("select tablename from pg_tables where schemaname = 'public'"))
                .containsAll(tables);
        assertThat(sql.number("select count(*) from pg_indexes where schemaname = 'public' and indexname like '%_idx'"))
                .isGreaterThan(tables.size());
        assertThat(whole.contracts()).extracting(Contract::topic).contains(ACTIONS);
    }

    @Test
    void startsInSeveralProcessesAtOnce() throws Exception {
        List<Callable<Claim>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(() -> {
                try (PostgresDatabase own = new PostgresDatabase(sql.settings())) {
                    return new TestBatches(CONTRACTS, ACTIONS.value())
                            .claim(new PostgresSink(own, CONTRACTS))
                            .claim();
                }
            });
        }
        List<Long> epochs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Claim> started : threads.invokeAll(starts)) {
                epochs.add(started.get().epoch());
            }
        }

        assertThat(epochs).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }
}
