package dev.agentbus.sink.postgres.history;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.Table;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A topic with a table: how its rows become the payloads they came from, which the topic's own
/// decoder then reads, so that stored and live events look the same.
record StoredTopic(Contract contract, String table, EventDecoder decoder) {
    static Optional<StoredTopic> of(Contract contract) {
        return contract.table()
                .map(Table::name)
                .map(name -> new StoredTopic(contract, name, new EventDecoder(contract)));
    }

    TopicName topic() {
        return contract.topic();
    }

    boolean hasTraces() {
        return contract.field(Contract.CORRELATION_ID).isPresent();
    }

    String correlationColumn() {
        return quoted(contract.field(Contract.CORRELATION_ID).map(Field::column).orElse(Contract.CORRELATION_ID));
    }

    String quotedTable() {
        return quoted(table);
    }

    /// The rows of the table that match, as `topic, created_at, id, kafka_partition, kafka_offset,
    /// payload`.
    ///
    /// @param where a condition on the table `t`
    String select(String where) {
        String fields = contract.fields().stream()
                .filter(field -> !isOfTheEnvelope(field))
                .map(field -> "t.%s as %s".formatted(quoted(field.column()), quoted(field.name())))
                .collect(Collectors.joining(", "));
        return """
                select %s as topic, t.created_at, t.id, coalesce(t.kafka_partition, 0) as kafka_partition,
                    coalesce(t.kafka_offset, 0) as kafka_offset,
                    (coalesce(t.extra, '{}') || to_jsonb(f)
                        || jsonb_build_object(%s, t.id, %s, t.created_at))::text as payload
                from %s t cross join lateral (select %s) f
                where %s""".formatted(
                        literal(topic().value()),
                        literal(Contract.EVENT_ID),
                        literal(contract.timeField()),
                        quotedTable(),
                        fields,
                        where);
    }

    /// @return empty for a row that is no event of the topic any more, e.g. one that something else
    ///     wrote
    Optional<DecodedEvent> decoded(ResultSet row) throws SQLException {
        Timestamp time = row.getTimestamp("created_at");
        Instant at = time == null ? Instant.EPOCH : time.toInstant();
        SourcePosition position =
                new SourcePosition(topic(), row.getInt("kafka_partition"), row.getLong("kafka_offset"));
        String payload = row.getString("payload");
        try {
            return Optional.of(decoder.decode(
                    payload == null ? null : payload.getBytes(StandardCharsets.UTF_8), List.of(), position, at));
        } catch (Undecodable e) {
            return Optional.empty();
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private boolean isOfTheEnvelope(Field field) {
        return field.name().equals(Contract.EVENT_ID) || field.name().equals(contract.timeField());
    }
}
