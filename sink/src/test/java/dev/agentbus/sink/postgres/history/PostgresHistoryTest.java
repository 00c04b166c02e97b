package dev.agentbus.sink.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.engine.PostgresEngine;
import dev.agentbus.engine.TemporaryEngines;
import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.EventId;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.history.EventHistory.AgentCounts;
import dev.agentbus.process.history.EventHistory.OperationCount;
import dev.agentbus.process.history.EventHistory.Order;
import dev.agentbus.process.history.EventHistory.Page;
import dev.agentbus.process.history.EventHistory.PairCounts;
import dev.agentbus.process.history.EventHistory.StrategyCount;
import dev.agentbus.process.history.EventHistory.TraceCounts;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.postgres.PostgresSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresHistoryTest {
    private static final TemporaryEngines ENGINES = new TemporaryEngines();
    private static final Contracts CONTRACTS = Contracts.builtIn();
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ID = "018f0000-0000-7000-8000-00000000000";
    private static final CorrelationId TRACE = new CorrelationId("Straße 'one'");

    private static PostgresDatabase database;
    private static PostgresHistory history;

    @BeforeAll
    static void storeAFewEvents() {
        PostgresEngine engine = ENGINES.postgres();
        database = new PostgresDatabase(PostgresSettings.of(engine.jdbcUrl(), engine.user(), engine.password()));
        history = new PostgresHistory(database, CONTRACTS);
        assertThat(history.trace(TRACE, new Page(Order.OLDEST_FIRST, 10, 0)))
                .as("before the tables are there")
                .isEmpty();
        assertThat(history.agents(NOON)).isEmpty();
        store("agent-routing-decisions", """
                {"event_id":"%s1","correlation_id":"Straße 'one'","selected_agent":"coder","confidence_score":0.5,
                 "routing_strategy":"explicit","routing_time_ms":12,"user_request":"do","context":{"a":null},
                 "alternatives":[{"agent":"x"}],"timestamp":"2026-11-21T12:00:00.123456Z"}""".formatted(ID));
        store("agent-actions", """
                {"event_id":"%s2","correlation_id":"Straße 'one'","agent_name":"coder","action_type":"tool_call",
                 "action_name":"Read","duration_ms":10,"unheard_of":{"deep":[1,2]},
                 "timestamp":"2026-11-21T12:00:01Z"}""".formatted(ID));
        store("agent-actions", """
                {"event_id":"%s3","correlation_id":"Straße 'one'","agent_name":"coder","action_type":"error",
                 "action_name":"Read","duration_ms":30,"timestamp":"2026-11-21T12:00:02Z"}""".formatted(ID));
        store("agent-actions", """
                {"event_id":"%s4","correlation_id":"other","agent_name":"tester","action_type":"success",
                 "action_name":"Run","timestamp":"2026-11-20T12:00:02Z"}""".formatted(ID));
        store("agent-transformation-events", """
                {"event_id":"%s5","correlation_id":"Straße 'one'","source_agent":"coder","target_agent":"tester",
                 "success":false,"transformation_duration_ms":30,"confidence_score":0.5,
                 "timestamp":"2026-11-21T12:00:03Z"}""".formatted(ID));
        store("agent-execution-logs", """
                {"event_id":"%s6","execution_id":"%s6","correlation_id":"Straße 'one'","agent_name":"coder",
                 "status":"error","timestamp":"2026-11-21T12:00:04Z"}""".formatted(ID, ID));
    }

    @AfterAll
    static void closeEngine() {
        database.close();
        ENGINES.close();
    }

    @Test
    void readsATraceAcrossTopicsByTime() {
        List<DecodedEvent> oldest = history.trace(TRACE, new Page(Order.OLDEST_FIRST, 100, 0));
        List<DecodedEvent> page = history.trace(TRACE, new Page(Order.NEWEST_FIRST, 2, 1));

        assertThat(ids(oldest)).containsExactly(ID + 1, ID + 2, ID + 3, ID + 5, ID + 6);
        assertThat(ids(page)).containsExactly(ID + 5, ID + 3);
    }

    @Test
    void givesEventsBackAsTheyCame() {
        DecodedEvent decision =
                history.trace(TRACE, new Page(Order.OLDEST_FIRST, 1, 0)).getFirst();
        DecodedEvent action =
                history.trace(TRACE, new Page(Order.OLDEST_FIRST, 1, 1)).getFirst();

        assertThat(decision.time()).isEqualTo(Instant.parse("2026-11-21T12:00:00.123456Z"));
        assertThat(decision.contract().topic()).isEqualTo(new TopicName("agent-routing-decisions"));
        assertThat(decision.number("confidence_score")).isEqualTo(0.5);
        assertThat(decision.text("context")).isEqualTo("{\"a\": null}");
        assertThat(decision.correlationId()).contains(TRACE);
        assertThat(action.integer("duration_ms", -1)).isEqualTo(10);
        assertThat(Objects.requireNonNull(action.extra()).text()).contains("\"unheard_of\": {\"deep\": [1, 2]}");
    }

    @Test
    void countsATrace() {
        assertThat(history.countTrace(TRACE)).isEqualTo(new TraceCounts(5, 1, 2, 3, 52));
        assertThat(history.countTrace(new CorrelationId("unknown"))).isEqualTo(new TraceCounts(0, 0, 0, 0, 0));
    }

    @Test
    void listsAnAgentsActionsNewestFirst() {
        assertThat(ids(history.actionsOf("coder", NOON, 10))).containsExactly(ID + 3, ID + 2);
        assertThat(ids(history.actionsOf("coder", NOON, 1))).containsExactly(ID + 3);
        assertThat(history.actionsOf("coder'; drop table agent_actions; --", NOON, 10))
                .isEmpty();
    }

    @Test
    void countsWhatAgentsDid() {
        List<AgentCounts> agents = history.agents(NOON.minus(Duration.ofDays(7)));

        assertThat(agents)
                .containsExactly(
                        new AgentCounts(
                                "coder", 2, 1, 0, 1, 12, 0.5, 20, 10, 30, 30, Instant.parse("2026-11-21T12:00:02Z")),
                        new AgentCounts(
                                "tester",
                                1,
                                0,
                                1,
                                0,
                                Double.NaN,
                                Double.NaN,
                                Double.NaN,
                                Double.NaN,
                                Double.NaN,
                                Double.NaN,
                                Instant.parse("2026-11-20T12:00:02Z")));
    }

    @Test
    void countsStrategiesTransformationsAndOperations() {
        Instant since = NOON.minus(Duration.ofDays(7));

        assertThat(history.strategies(since)).containsExactly(new StrategyCount("explicit", 1));
        assertThat(history.transformations(since)).containsExactly(new PairCounts("coder", "tester", 1, 0.5, 30, 0, 1));
        assertThat(history.operations(since, Duration.ofDays(1)))
                .containsExactly(
                        new OperationCount(Instant.parse("2026-11-20T00:00:00Z"), "success", 1),
                        new OperationCount(Instant.parse("2026-11-21T00:00:00Z"), "error", 1),
                        new OperationCount(Instant.parse("2026-11-21T00:00:00Z"), "tool_call", 1));
    }

    @Test
    void saysThatTheDatabaseIsAway() {
        try (PostgresDatabase nowhere =
                new PostgresDatabase(PostgresSettings.of("jdbc:postgresql://127.0.0.1:1/none", "nobody", "none"))) {
            PostgresHistory away = new PostgresHistory(nowhere, CONTRACTS);

            assertThatThrownBy(() -> away.strategies(NOON))
                    .isInstanceOf(TransientFailure.class)
                    .hasMessageStartingWith("Cannot reach PostgreSQL: ");
        }
    }

    private static void store(String topic, String payload) {
        ConsumerId consumer = new ConsumerId("test-cluster", EventId.mint().value());
        LogPartition partition = new LogPartition(new TopicName(topic), 0);
        PostgresSink sink = new PostgresSink(database, CONTRACTS);
        Claim claim =
                Objects.requireNonNull(sink.claim(consumer, Set.of(partition)).get(partition));
        DecodedEvent event = new EventDecoder(CONTRACTS.find(partition.topic()).orElseThrow())
                .decode(
                        payload.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        new SourcePosition(partition.topic(), 0, 0),
                        NOON);
        sink.store(new Batch(
                consumer, List.of(event), List.of(new Advance(partition, claim.epoch(), claim.position(), 1))));
    }

    private static List<String> ids(List<DecodedEvent> events) {
        return events.stream().map(event -> event.id().value()).toList();
    }
}
