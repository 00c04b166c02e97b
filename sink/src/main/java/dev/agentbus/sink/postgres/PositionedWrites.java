package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.StoreOutcome;
import dev.agentbus.process.Unanswered;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes rows and positions in one transaction, for every sink of this database. Safe for several
/// workers at once.
public final class PositionedWrites {
    private static final Logger log = LoggerFactory.getLogger(PositionedWrites.class);
    /// Only counts of duplicates are forgotten with them; a batch that goes to another owner never
    /// comes back for its own.
    private static final int MAX_UNANSWERED = 100;

    private final PostgresDatabase database;
    /// Batches whose commit was sent and never answered, with the outcome they have if it was
    /// carried out.
    private final Map<List<Advance>, StoreOutcome.Stored> unanswered = new ConcurrentHashMap<>();

    /// Writes the rows of a batch.
    public interface Rows {
        /// @return by topic, how many were there before
        Map<TopicName, Integer> write(Connection connection) throws SQLException;
    }

    /// @param database stays the caller's to close
    public PositionedWrites(PostgresDatabase database) {
        this.database = database;
    }

    /// An owner of before that was stopped in mid-write is ended.
    ///
    /// @throws TransientFailure when the database can't do it now
    public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        try {
            return claimOnce(consumer, partitions);
        } catch (SQLException e) {
            try {
                if (SqlFailures.isTimeout(e) && endSilentCopies()) {
                    return claimOnce(consumer, partitions);
                }
            } catch (SQLException again) {
                e.addSuppressed(again);
            }
            throw new TransientFailure(
                    "Cannot claim partitions: PostgreSQL can't do it now, got: " + e.getMessage(), e);
        }
    }

    private Map<LogPartition, Claim> claimOnce(ConsumerId consumer, Set<LogPartition> partitions) throws SQLException {
        try (Connection connection = database.connection()) {
            Map<LogPartition, Claim> claims = Offsets.claim(connection, consumer, partitions);
            connection.commit();
            return claims;
        }
    }

    private boolean endSilentCopies() throws SQLException {
        int ended = database.endSilentCopies();
        if (ended > 0) {
            log.atWarn().addKeyValue("sessions", ended).log("Ended writers that stood still and held locks");
        }
        return ended > 0;
    }

    /// On a connection of its own.
    ///
    /// @throws dev.agentbus.events.PermanentFailure when a row can never be stored; nothing is
    /// @throws TransientFailure when the database can't do it now
    public StoreOutcome store(Batch batch, Rows rows) {
        try (Connection connection = database.connection()) {
            return write(connection, batch, rows);
        } catch (SQLException e) {
            throw SqlFailures.classify(e);
        }
    }

    /// As [#store], and undoes it.
    ///
    /// @return whether it would be stored; false also when the partitions have another owner
    public boolean rehearse(Batch batch, Rows rows) {
        try (Connection connection = database.connection()) {
            boolean ours = Offsets.advance(connection, batch.consumer(), batch.advances());
            rows.write(connection);
            connection.rollback();
            return ours;
        } catch (SQLException e) {
            throw SqlFailures.classify(e);
        }
    }

    /// Commits; rolls back when the partitions have another owner.
    ///
    /// @param connection without auto-commit
    StoreOutcome write(Connection connection, Batch batch, Rows rows) throws SQLException {
        if (!Offsets.advance(connection, batch.consumer(), batch.advances())) {
            connection.rollback();
            return explain(connection, batch);
        }
        StoreOutcome.Stored outcome = new StoreOutcome.Stored(rows.write(connection));
        commit(connection, batch, outcome);
        return outcome;
    }

    private void commit(Connection connection, Batch batch, StoreOutcome.Stored outcome) throws SQLException {
        try {
            connection.commit();
            unanswered.remove(batch.advances());
        } catch (SQLException e) {
            if (unanswered.size() >= MAX_UNANSWERED) {
                unanswered.clear();
            }
            unanswered.put(batch.advances(), outcome);
            throw SqlFailures.classify(e) instanceof TransientFailure transientFailure
                    ? new Unanswered(String.valueOf(transientFailure.getMessage()), e)
                    : SqlFailures.classify(e);
        }
    }

    /// The positions are not where the batch expects them: either it was stored by an attempt whose
    /// commit was never answered, or the partitions have another owner.
    private StoreOutcome explain(Connection connection, Batch batch) throws SQLException {
        List<LogPartition> partitions =
                batch.advances().stream().map(Advance::partition).toList();
        Map<LogPartition, Claim> found = Offsets.read(connection, batch.consumer(), partitions);
        connection.rollback();
        for (Advance advance : batch.advances()) {
            Claim claim = found.get(advance.partition());
            if (claim == null || claim.epoch() != advance.epoch() || claim.position() != advance.to()) {
                return new StoreOutcome.Fenced("Cannot store batch: %s must stand at %d in epoch %d, got: %s"
                        .formatted(advance.partition(), advance.from(), advance.epoch(), claim));
            }
        }
        log.atInfo()
                .addKeyValue("partitions", partitions)
                .log("Batch was stored by an attempt that was never answered");
        return Objects.requireNonNullElse(unanswered.remove(batch.advances()), new StoreOutcome.Stored(Map.of()));
    }
}
