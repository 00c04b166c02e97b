package dev.agentbus.sink.postgres.deadletter;

import dev.agentbus.events.Header;
import dev.agentbus.log.Position;
import dev.agentbus.process.deadletter.Cause;
import dev.agentbus.process.deadletter.Disposition;
import dev.agentbus.process.deadletter.Letter;
import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.Lineage;
import dev.agentbus.process.deadletter.Origin;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Letters on their way into the table; one that is there stays as it is.
final class LetterInsert implements AutoCloseable {
    private static final List<String> COLUMNS = List.of(
            "id",
            "status",
            "status_reason",
            "family",
            "dead_letter_topic",
            "dead_letter_partition",
            "dead_letter_offset",
            "dead_lettered_at",
            "topic",
            "kafka_partition",
            "kafka_offset",
            "record_time",
            "consumer_group",
            "handler",
            "disposition",
            "fingerprint",
            "error_class",
            "rule",
            "field",
            "message",
            "stack_trace",
            "attempts",
            "first_failed_at",
            "last_failed_at",
            "event_id",
            "correlation_id",
            "trace_id",
            "redrive_count",
            "original_id",
            "parent_id",
            "redriven_from",
            "key",
            "value",
            "value_left_bytes",
            "header_names",
            "header_values");
    private static final String SQL = "insert into dead_letters (%s) values (%s) on conflict (id) do nothing"
            .formatted(
                    String.join(", ", COLUMNS),
                    Stream.generate(() -> "?").limit(COLUMNS.size()).collect(Collectors.joining(", ")));

    private final Connection connection;
    private final PreparedStatement statement;
    private final List<Letter> letters = new ArrayList<>();
    private int parameter;

    LetterInsert(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.prepareStatement(SQL);
    }

    void add(Letter letter, LetterStatus status, String reason) throws SQLException {
        parameter = 0;
        set(letter.id().value());
        set(status.text());
        set(reason);
        set(letter.family().text());
        setPosition(Optional.of(letter.position()));
        set(letter.time());
        setPosition(letter.origin().map(Origin::position));
        set(letter.origin().flatMap(Origin::time));
        set(letter.handler().group());
        set(letter.handler().name());
        set(letter.disposition().map(Disposition::text));
        setCause(letter.cause());
        set(letter.attempts().count());
        set(letter.attempts().first());
        set(letter.attempts().last());
        set(letter.ids().event());
        set(letter.ids().correlation());
        set(letter.ids().trace());
        setLineage(letter.id(), letter.lineage());
        setBytes(letter.original().key());
        setBytes(letter.original().value());
        set(boxed(letter.original().leftInLogBytes()));
        setArray(letter, header -> header.name().getBytes(StandardCharsets.UTF_8));
        setArray(letter, Header::value);
        statement.addBatch();
        letters.add(letter);
    }

    /// @return those that were there before
    List<Letter> run() throws SQLException {
        int[] counts = statement.executeBatch();
        List<Letter> known = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                known.add(letters.get(i));
            }
        }
        return known;
    }

    private void setPosition(Optional<Position> position) throws SQLException {
        set(position.map(at -> at.partition().topic().value()));
        set(position.map(at -> at.partition().number()));
        set(position.map(Position::offset));
    }

    private void setCause(Cause cause) throws SQLException {
        set(cause.fingerprint());
        set(cause.errorClass());
        set(cause.rule());
        set(cause.field());
        set(cause.message());
        set(cause.stackTrace());
    }

    private void setLineage(LetterId id, Lineage lineage) throws SQLException {
        set(lineage.redrives());
        set(lineage.original().orElse(id).value());
        set(lineage.parent().map(LetterId::value));
        set(lineage.from());
    }

    private void setArray(Letter letter, Function<Header, byte[]> part) throws SQLException {
        byte[][] parts = letter.original().headers().stream().map(part).toArray(byte[][]::new);
        statement.setArray(++parameter, connection.createArrayOf("bytea", parts));
    }

    private void setBytes(byte @Nullable [] bytes) throws SQLException {
        statement.setBytes(++parameter, bytes);
    }

    private void set(Optional<?> value) throws SQLException {
        set(value.orElse(null));
    }

    private void set(@Nullable Object value) throws SQLException {
        statement.setObject(++parameter, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
    }

    private static @Nullable Long boxed(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
