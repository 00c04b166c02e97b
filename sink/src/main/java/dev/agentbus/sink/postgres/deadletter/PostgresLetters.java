package dev.agentbus.sink.postgres.deadletter;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.deadletter.Cause;
import dev.agentbus.process.deadletter.CauseCount;
import dev.agentbus.process.deadletter.Edit;
import dev.agentbus.process.deadletter.LetterFilter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.LetterStore;
import dev.agentbus.process.deadletter.ListedLetter;
import dev.agentbus.process.deadletter.Outcome;
import dev.agentbus.process.deadletter.RedriveRequest;
import dev.agentbus.process.deadletter.StoredLetter;
import dev.agentbus.sink.postgres.Migrations;
import dev.agentbus.sink.postgres.PostgresDatabase;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The letters of table `dead_letters`. Safe for any thread.
public final class PostgresLetters implements LetterStore {
    /// Long enough for any real line; the loop guard ends them much earlier.
    private static final int MAX_LINE = 100;

    private static final String IN_LOG_ORDER = " order by d.topic, d.kafka_partition, d.kafka_offset, d.seq";
    private static final String SELECT_NAMED = """
            select named.id from unnest(cast(?::text[] as uuid[])) with ordinality as named (id, nr)
            left join dead_letters d on d.id = named.id
            order by d.topic, d.kafka_partition, d.kafka_offset, d.seq, named.nr limit ?""";
    private static final String CAUSES = """
            select d.fingerprint, coalesce(d.topic, '') as topic, d.consumer_group, max(d.error_class) as error_class,
                max(d.rule) as rule, max(d.field) as field, (array_agg(d.message order by d.seq desc))[1] as message,
                count(*) as letters, count(*) filter (where d.status = 'pending') as pending,
                count(*) filter (where d.status = 'redriven') as redriven,
                count(*) filter (where d.status = 'discarded') as discarded,
                count(*) filter (where d.status = 'parked') as parked,
                min(d.dead_lettered_at) as first_time, max(d.dead_lettered_at) as last_time
            from dead_letters d where""";
    private static final String EDIT = """
            update dead_letters set edited_key = ?, edited_value = ?, edited_at = ?
            where id = ? and status in ('pending', 'parked')""";
    private static final String DISCARD = """
            update dead_letters set status = 'discarded', status_reason = ?, status_at = now()
            where id = any(cast(?::text[] as uuid[])) and status in ('pending', 'parked') returning id""";

    private static final String FORGET = """
            delete from dead_letters where id in (
                select d.id from dead_letters d
                where d.status in ('redriven', 'discarded') and d.status_at < ? and d.dead_lettered_at < ?
                    and not exists (
                        select 1 from dead_letters o
                        where o.original_id = d.original_id and o.status in ('pending', 'parked'))
                order by d.status_at limit ? for update skip locked)""";

    private final PostgresDatabase database;
    private final Migrations migrations;

    /// One row of an answer.
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// What is done with a connection, in one transaction.
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /// @param database stays the caller's to close
    public PostgresLetters(PostgresDatabase database) {
        this.database = database;
        this.migrations = new Migrations(database);
    }

    @Override
    public List<ListedLetter> list(LetterFilter filter, long before, int limit) {
        LetterCondition condition = LetterCondition.of(filter).with("d.seq < ?", before);
        String sql = "select %s from dead_letters d where %s order by d.seq desc limit ?"
                .formatted(LetterRows.LISTED, condition.sql());
        return ask(sql, condition.values(), limit, LetterRows::listed);
    }

    @Override
    public long count(LetterFilter filter) {
        LetterCondition condition = LetterCondition.of(filter);
        String sql = "select count(*) from dead_letters d where %s limit ?".formatted(condition.sql());
        return ask(sql, condition.values(), 1, row -> row.getLong(1)).getFirst();
    }

    @Override
    public List<CauseCount> causes(LetterFilter filter, int limit) {
        LetterCondition condition = LetterCondition.of(filter);
        String sql = CAUSES + " " + condition.sql() + " group by 1, 2, 3 order by letters desc, 1, 2, 3 limit ?";
        return ask(sql, condition.values(), limit, PostgresLetters::cause);
    }

    private static CauseCount cause(ResultSet row) throws SQLException {
        Map<LetterStatus, Long> byStatus = new EnumMap<>(LetterStatus.class);
        for (LetterStatus status : LetterStatus.values()) {
            long letters = row.getLong(status.text());
            if (letters > 0) {
                byStatus.put(status, letters);
            }
        }
        return new CauseCount(
                new Cause(
                        row.getString("error_class"),
                        row.getString("message"),
                        "",
                        row.getString("rule"),
                        row.getString("field"),
                        row.getString("fingerprint")),
                row.getString("topic"),
                row.getString("consumer_group"),
                row.getLong("letters"),
                byStatus,
                row.getObject("first_time", OffsetDateTime.class).toInstant(),
                row.getObject("last_time", OffsetDateTime.class).toInstant());
    }

    @Override
    public Map<LetterStatus, Long> countByStatus() {
        Map<LetterStatus, Long> counts = new EnumMap<>(LetterStatus.class);
        for (LetterStatus status : LetterStatus.values()) {
            counts.put(status, 0L);
        }
        ask(
                        "select status, count(*) from dead_letters group by 1 limit ?",
                        List.of(),
                        LetterStatus.values().length,
                        row -> Map.entry(LetterStatus.of(row.getString(1)), row.getLong(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    @Override
    public Optional<StoredLetter> find(LetterId id) {
        String sql = "select %s from dead_letters d where d.id = ? limit ?".formatted(LetterRows.WHOLE);
        return ask(sql, List.of(id.value()), 1, LetterRows::stored).stream().findFirst();
    }

    @Override
    public List<ListedLetter> line(LetterId original) {
        String sql = "select %s from dead_letters d where d.original_id = ? order by d.redrive_count, d.seq limit ?"
                .formatted(LetterRows.LISTED);
        return ask(sql, List.of(original.value()), MAX_LINE, LetterRows::listed);
    }

    @Override
    public List<LetterId> select(RedriveRequest.Selection selection, Set<LetterStatus> statuses, int limit) {
        return switch (selection) {
            case RedriveRequest.Selection.Named(List<LetterId> ids) ->
                ask(SELECT_NAMED, List.of(texts(new LinkedHashSet<>(ids))), limit, PostgresLetters::id);
            case RedriveRequest.Selection.Filtered(LetterFilter filter) -> {
                List<String> texts = statuses.stream().map(LetterStatus::text).toList();
                LetterCondition condition = LetterCondition.of(filter).with("d.status = any(?::text[])", texts);
                String sql =
                        "select d.id from dead_letters d where %s%s limit ?".formatted(condition.sql(), IN_LOG_ORDER);
                yield ask(sql, condition.values(), limit, PostgresLetters::id);
            }
        };
    }

    @Override
    public boolean edit(LetterId id, Optional<Edit> edit) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(EDIT)) {
                statement.setBytes(1, edit.map(Edit::key).orElse(null));
                statement.setBytes(2, edit.map(Edit::value).orElse(null));
                statement.setObject(
                        3, edit.map(each -> each.at().atOffset(ZoneOffset.UTC)).orElse(null));
                statement.setObject(4, id.value());
                return statement.executeUpdate() == 1;
            }
        });
    }

    @Override
    public Set<LetterId> discard(Collection<LetterId> ids, String reason) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DISCARD)) {
                statement.setString(1, reason);
                set(statement, 2, texts(ids));
                return new HashSet<>(rows(statement, PostgresLetters::id));
            }
        });
    }

    @Override
    public int forgetSettled(Instant before, int limit) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
                statement.setObject(1, before.atOffset(ZoneOffset.UTC));
                statement.setObject(2, before.atOffset(ZoneOffset.UTC));
                statement.setInt(3, limit);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public Map<LetterId, Outcome> redrive(List<LetterId> ids, Set<LetterStatus> from, Carrier carrier) {
        return inTransaction(connection -> new RedriveTransaction(connection, from, carrier).run(ids));
    }

    private static LetterId id(ResultSet row) throws SQLException {
        return new LetterId(row.getObject(1, UUID.class));
    }

    static List<String> texts(Collection<LetterId> ids) {
        return ids.stream().map(LetterId::text).toList();
    }

    /// A list becomes an array of text.
    static void set(PreparedStatement statement, int parameter, Object value) throws SQLException {
        if (value instanceof List<?> list) {
            statement.setArray(parameter, statement.getConnection().createArrayOf("text", list.toArray()));
        } else {
            statement.setObject(parameter, value);
        }
    }

    /// @param limit the last parameter
    private <T> List<T> ask(String sql, List<Object> values, int limit, Row<T> row) {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.size(); i++) {
                    set(statement, i + 1, values.get(i));
                }
                statement.setInt(values.size() + 1, limit);
                return rows(statement, row);
            }
        });
    }

    static <T> List<T> rows(PreparedStatement statement, Row<T> row) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(row.of(rows));
            }
        }
        return found;
    }

    private <T> T inTransaction(Work<T> work) {
        migrations.run();
        try (Connection connection = database.connection()) {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            // A batch quotes its statement, with what was in it, around the server's own words.
            Throwable told = e instanceof BatchUpdateException && e.getCause() != null ? e.getCause() : e;
            throw new TransientFailure(
                    "Cannot use dead letters: PostgreSQL can't do it now, got: %s %s"
                            .formatted(Objects.requireNonNullElse(e.getSQLState(), ""), told.getMessage()),
                    e);
        }
    }
}
