package dev.agentbus.sink.postgres.history;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.process.history.EventHistory;
import dev.agentbus.sink.postgres.PostgresDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// [EventHistory] over the tables that the sink makes from the contracts. Tables that are not there
/// yet are empty.
public final class PostgresHistory implements EventHistory {
    /// A person waits for the answer.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String ACTIONS = "agent_actions";
    private static final String DECISIONS = "agent_routing_decisions";
    private static final String TRANSFORMATIONS = "agent_transformation_events";

    private final Questions questions;
    private final Map<String, StoredTopic> byTopic = new LinkedHashMap<>();
    private volatile boolean allThere;

    public PostgresHistory(PostgresDatabase database, Contracts contracts) {
        this.questions = new Questions(database, LIMIT);
        contracts
                .all()
                .forEach(contract -> StoredTopic.of(contract)
                        .ifPresent(stored -> byTopic.put(stored.topic().value(), stored)));
    }

    @Override
    public List<DecodedEvent> trace(CorrelationId id, Page page) {
        List<StoredTopic> traced = traced();
        if (traced.isEmpty()) {
            return List.of();
        }
        String direction = page.order() == Order.OLDEST_FIRST ? "asc" : "desc";
        String order = " order by created_at %1$s, id %1$s limit ?".formatted(direction);
        String sql = traced.stream()
                .map(stored -> "(" + stored.select("cast(t.%s as text) = ?".formatted(stored.correlationColumn()))
                        + order + ")")
                .collect(Collectors.joining(" union all ", "select * from (", ") rows" + order + " offset ?"));
        List<Object> values = new ArrayList<>();
        for (StoredTopic _ : traced) {
            values.add(id.value());
            values.add((long) page.limit() + page.offset());
        }
        values.add(page.limit());
        values.add(page.offset());
        return decoded(questions.ask(sql, values, this::event));
    }

    @Override
    public TraceCounts countTrace(CorrelationId id) {
        List<StoredTopic> traced = traced();
        if (traced.isEmpty()) {
            return new TraceCounts(0, 0, 0, 0, 0);
        }
        String sql = traced.stream()
                .map(PostgresHistory::countsOf)
                .collect(Collectors.joining(
                        " union all ",
                        "select sum(events), sum(decisions), sum(actions), sum(errors), sum(millis) from (",
                        ") counts"));
        List<Object> values = traced.stream().map(_ -> (Object) id.value()).toList();
        return questions
                .ask(
                        sql,
                        values,
                        row -> new TraceCounts(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
                .getFirst();
    }

    @Override
    public List<DecodedEvent> actionsOf(String agent, Instant since, int limit) {
        if (!isThere(ACTIONS)) {
            return List.of();
        }
        String sql = storedIn(ACTIONS).select("t.agent_name = ? and t.created_at >= ?")
                + " order by t.created_at desc, t.id desc limit ?";
        return decoded(questions.ask(sql, List.of(agent, at(since), limit), this::event));
    }

    @Override
    public List<AgentCounts> agents(Instant since) {
        if (!isThere(ACTIONS) || !isThere(DECISIONS)) {
            return List.of();
        }
        return questions.ask(
                AggregateSql.AGENTS,
                List.of(at(since), at(since)),
                row -> new AgentCounts(
                        text(row, "agent"),
                        row.getLong("actions"),
                        row.getLong("decisions"),
                        row.getLong("successes"),
                        row.getLong("failures"),
                        number(row, "mean_routing"),
                        number(row, "mean_confidence"),
                        number(row, "mean_millis"),
                        number(row, "p50"),
                        number(row, "p95"),
                        number(row, "p99"),
                        instant(row, "last_seen")));
    }

    @Override
    public List<StrategyCount> strategies(Instant since) {
        return isThere(DECISIONS)
                ? questions.ask(
                        AggregateSql.STRATEGIES,
                        List.of(at(since)),
                        row -> new StrategyCount(text(row, "strategy"), row.getLong("count")))
                : List.of();
    }

    @Override
    public List<PairCounts> transformations(Instant since) {
        return isThere(TRANSFORMATIONS)
                ? questions.ask(
                        AggregateSql.TRANSFORMATIONS,
                        List.of(at(since)),
                        row -> new PairCounts(
                                text(row, "source"),
                                text(row, "target"),
                                row.getLong("count"),
                                number(row, "mean_confidence"),
                                number(row, "mean_millis"),
                                row.getLong("successes"),
                                row.getLong("failures")))
                : List.of();
    }

    @Override
    public List<OperationCount> operations(Instant since, Duration span) {
        return isThere(ACTIONS)
                ? questions.ask(
                        AggregateSql.OPERATIONS,
                        List.of(span.toSeconds() + " seconds", at(since)),
                        row -> new OperationCount(
                                instant(row, "start"), text(row, "action_type"), row.getLong("count")))
                : List.of();
    }

    private static String countsOf(StoredTopic stored) {
        String where =
                " from %s t where cast(t.%s as text) = ?".formatted(stored.quotedTable(), stored.correlationColumn());
        return switch (stored.table()) {
            case ACTIONS -> AggregateSql.TRACE_ACTIONS + where;
            case DECISIONS -> AggregateSql.TRACE_DECISIONS + where;
            default ->
                AggregateSql.TRACE_OTHERS.formatted(
                                stored.contract().field("success").isPresent() ? "t.success is false" : "false",
                                stored.contract().field("status").isPresent()
                                        ? "t.status in ('error', 'failed', 'failure')"
                                        : "false")
                        + where;
        };
    }

    private Optional<DecodedEvent> event(ResultSet row) throws SQLException {
        return Objects.requireNonNull(byTopic.get(text(row, "topic"))).decoded(row);
    }

    private static List<DecodedEvent> decoded(List<Optional<DecodedEvent>> rows) {
        return rows.stream().flatMap(Optional::stream).toList();
    }

    private List<StoredTopic> traced() {
        List<String> there = existing();
        return byTopic.values().stream()
                .filter(stored -> stored.hasTraces() && there.contains(stored.table()))
                .toList();
    }

    private StoredTopic storedIn(String table) {
        return byTopic.values().stream()
                .filter(stored -> stored.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private boolean isThere(String table) {
        return existing().contains(table);
    }

    /// The tables that exist; once all do, without asking.
    private List<String> existing() {
        List<String> wanted = byTopic.values().stream().map(StoredTopic::table).toList();
        if (allThere) {
            return wanted;
        }
        List<Object> names = wanted.stream().map(StoredTopic::quoted).collect(Collectors.toList());
        String list = Stream.generate(() -> "(?)").limit(wanted.size()).collect(Collectors.joining(", "));
        List<Boolean> there = questions.ask(
                "select to_regclass(name) is not null from (values %s) as wanted (name)".formatted(list),
                names,
                row -> row.getBoolean(1));
        allThere = !there.contains(false);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (there.get(i)) {
                found.add(wanted.get(i));
            }
        }
        return found;
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "(unknown)");
    }

    private static double number(ResultSet row, String column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? Double.NaN : number;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
