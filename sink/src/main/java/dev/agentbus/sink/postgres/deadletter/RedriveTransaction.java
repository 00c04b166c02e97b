package dev.agentbus.sink.postgres.deadletter;

import dev.agentbus.process.deadletter.LetterId;
import dev.agentbus.process.deadletter.LetterStatus;
import dev.agentbus.process.deadletter.LetterStore;
import dev.agentbus.process.deadletter.Outcome;
import dev.agentbus.process.deadletter.StoredLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// One transaction that locks letters, has them carried and marks them. Who comes second waits for its
/// end and sees what has become of them. One thread.
final class RedriveTransaction {
    /// The log may take its time while the transaction waits.
    private static final String BOUNDS = "set local idle_in_transaction_session_timeout = '60s'";
    /// In one order, so that two of them never wait for each other.
    private static final String LOCK = """
            select id, status, coalesce(length(value), 0) + coalesce(length(edited_value), 0)
            from dead_letters where id = any(cast(?::text[] as uuid[])) order by id for update""";
    private static final String READ =
            "select %s from dead_letters d where d.id = any(cast(?::text[] as uuid[]))".formatted(LetterRows.WHOLE)
                    + " order by d.topic, d.kafka_partition, d.kafka_offset, d.seq";
    private static final String MARK = """
            update dead_letters set status = 'redriven', status_reason = '', status_at = now(),
                redriven_partition = ?, redriven_offset = ?
            where id = ?""";
    /// Of values in memory at once; more go in several steps.
    private static final long MAX_BYTES = 8 << 20;

    private final Connection connection;
    private final Set<LetterStatus> from;
    private final LetterStore.Carrier carrier;
    private final Map<LetterId, Outcome> outcomes = new LinkedHashMap<>();

    RedriveTransaction(Connection connection, Set<LetterStatus> from, LetterStore.Carrier carrier) {
        this.connection = connection;
        this.from = from;
        this.carrier = carrier;
    }

    Map<LetterId, Outcome> run(List<LetterId> ids) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(BOUNDS);
        }
        Map<LetterId, Long> taken = lock(ids);
        List<LetterId> step = new ArrayList<>();
        long bytes = 0;
        for (LetterId id : ids) {
            Long size = taken.remove(id);
            if (size != null) {
                if (bytes + size > MAX_BYTES && !step.isEmpty()) {
                    carry(step);
                    step.clear();
                    bytes = 0;
                }
                step.add(id);
                bytes += size;
            } else {
                outcomes.putIfAbsent(id, new Outcome.Missing());
            }
        }
        if (!step.isEmpty()) {
            carry(step);
        }
        return outcomes;
    }

    /// @return the letters to carry, and how many bytes each holds
    private Map<LetterId, Long> lock(List<LetterId> ids) throws SQLException {
        Map<LetterId, Long> taken = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            PostgresLetters.set(statement, 1, PostgresLetters.texts(ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    LetterId id = new LetterId(rows.getObject(1, UUID.class));
                    LetterStatus status = LetterStatus.of(rows.getString(2));
                    if (from.contains(status)) {
                        taken.put(id, rows.getLong(3));
                    } else {
                        outcomes.put(id, new Outcome.Skipped(status));
                    }
                }
            }
        }
        return taken;
    }

    private void carry(List<LetterId> ids) throws SQLException {
        List<StoredLetter> letters;
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            PostgresLetters.set(statement, 1, PostgresLetters.texts(ids));
            letters = PostgresLetters.rows(statement, LetterRows::stored);
        }
        Map<LetterId, Outcome> carried = carrier.carry(letters);
        outcomes.putAll(carried);
        try (PreparedStatement statement = connection.prepareStatement(MARK)) {
            for (Map.Entry<LetterId, Outcome> each : carried.entrySet()) {
                if (each.getValue() instanceof Outcome.Redriven redriven) {
                    statement.setInt(1, redriven.to().partition().number());
                    statement.setLong(2, redriven.to().offset());
                    statement.setObject(3, each.getKey().value());
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }
}
