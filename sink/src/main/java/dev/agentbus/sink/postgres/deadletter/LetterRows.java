package dev.agentbus.sink.postgres.deadletter;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.Position;
import dev.agentbus.process.deadletter.Attempts;
import dev.agentbus.process.deadletter.Cause;
import dev.agentbus.process.deadletter.Disposition;
import dev.agentbus.process.deadletter.Edit;
import dev.agentbus.process.deadletter.Family;
import dev.agentbus.process.deadletter.Handler;
import dev.agentbus.process.deadletter.Letter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.Lineage;
import dev.agentbus.process.deadletter.ListedLetter;
import dev.agentbus.process.deadletter.Origin;
import dev.agentbus.process.deadletter.Original;
import dev.agentbus.process.deadletter.StoredLetter;
import dev.agentbus.process.deadletter.TraceIds;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows of the table as letters.
final class LetterRows {
    private static final int LISTED_VALUE_BYTES = 2_000;

    /// What [#stored] reads.
    static final String WHOLE = "d.*";

    /// What [#listed] reads: the same columns, with the long ones cut or left out.
    static final String LISTED = """
            d.id, d.seq, d.status, d.status_reason, d.status_at, d.family,
            d.dead_letter_topic, d.dead_letter_partition, d.dead_letter_offset, d.dead_lettered_at,
            d.topic, d.kafka_partition, d.kafka_offset, d.record_time, d.consumer_group, d.handler, d.disposition,
            d.fingerprint, d.error_class, d.rule, d.field, d.message, '' as stack_trace,
            d.attempts, d.first_failed_at, d.last_failed_at, d.event_id, d.correlation_id, d.trace_id,
            d.redrive_count, d.original_id, d.parent_id, d.redriven_from, d.redriven_partition, d.redriven_offset,
            substring(d.key from 1 for %1$d) as key, substring(d.value from 1 for %1$d) as value, d.value_left_bytes,
            cast(array[] as bytea[]) as header_names, cast(array[] as bytea[]) as header_values,
            null as edited_key, null as edited_value, d.edited_at,
            coalesce(d.value_left_bytes, length(d.value), 0) as value_bytes""".formatted(LISTED_VALUE_BYTES);

    private LetterRows() {}

    static ListedLetter listed(ResultSet row) throws SQLException {
        return new ListedLetter(stored(row), row.getLong("value_bytes"));
    }

    static StoredLetter stored(ResultSet row) throws SQLException {
        Letter letter = letter(row);
        return new StoredLetter(
                letter,
                row.getLong("seq"),
                LetterStatus.of(text(row, "status")),
                text(row, "status_reason"),
                instant(row, "status_at"),
                edit(row),
                redrivenTo(row, letter));
    }

    private static Optional<Edit> edit(ResultSet row) throws SQLException {
        byte[] key = bytes(row, "edited_key");
        byte[] value = bytes(row, "edited_value");
        return find(row, "edited_at").map(at -> new Edit(key, value, at));
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                new LetterId(uuid(row, "id")),
                Family.of(text(row, "family")),
                new Position(
                        new LogPartition(
                                new TopicName(text(row, "dead_letter_topic")), row.getInt("dead_letter_partition")),
                        row.getLong("dead_letter_offset")),
                instant(row, "dead_lettered_at"),
                origin(row),
                new Handler(text(row, "consumer_group"), text(row, "handler")),
                new Cause(
                        text(row, "error_class"),
                        text(row, "message"),
                        text(row, "stack_trace"),
                        text(row, "rule"),
                        text(row, "field"),
                        text(row, "fingerprint")),
                findText(row, "disposition").flatMap(Disposition::find),
                new Attempts(row.getInt("attempts"), instant(row, "first_failed_at"), instant(row, "last_failed_at")),
                lineage(row),
                new Original(bytes(row, "key"), bytes(row, "value"), headers(row), number(row, "value_left_bytes")),
                new TraceIds(findText(row, "event_id"), findText(row, "correlation_id"), findText(row, "trace_id")));
    }

    private static Optional<Origin> origin(ResultSet row) throws SQLException {
        Optional<String> topic = findText(row, "topic");
        if (topic.isEmpty()) {
            return Optional.empty();
        }
        LogPartition partition = new LogPartition(new TopicName(topic.get()), row.getInt("kafka_partition"));
        return Optional.of(new Origin(new Position(partition, row.getLong("kafka_offset")), find(row, "record_time")));
    }

    private static Lineage lineage(ResultSet row) throws SQLException {
        int redrives = row.getInt("redrive_count");
        return redrives == 0
                ? Lineage.NONE
                : new Lineage(
                        redrives,
                        Optional.of(new LetterId(uuid(row, "original_id"))),
                        Optional.ofNullable(row.getObject("parent_id", UUID.class))
                                .map(LetterId::new),
                        text(row, "redriven_from"));
    }

    private static Optional<Position> redrivenTo(ResultSet row, Letter letter) throws SQLException {
        int partition = row.getInt("redriven_partition");
        boolean redriven = !row.wasNull();
        long offset = row.getLong("redriven_offset");
        return letter.origin()
                .filter(_ -> redriven)
                .map(origin -> new Position(new LogPartition(origin.topic(), partition), offset));
    }

    private static List<Header> headers(ResultSet row) throws SQLException {
        byte[][] names = (byte[][]) row.getArray("header_names").getArray();
        byte[][] values = (byte[][]) row.getArray("header_values").getArray();
        List<Header> headers = new ArrayList<>(names.length);
        for (int i = 0; i < names.length; i++) {
            headers.add(new Header(new String(names[i], StandardCharsets.UTF_8), values[i]));
        }
        return headers;
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    private static Optional<String> findText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Optional<Instant> find(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static byte @Nullable [] bytes(ResultSet row, String column) throws SQLException {
        return row.getBytes(column);
    }
}
