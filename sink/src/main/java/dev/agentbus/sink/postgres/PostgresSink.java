package dev.agentbus.sink.postgres;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.StoreOutcome;
import dev.agentbus.process.Unanswered;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the events of every contract that has a table. Rows and positions are one transaction.
/// Safe for several workers at once.
public final class PostgresSink implements BatchSink {
    private static final Logger log = LoggerFactory.getLogger(PostgresSink.class);

    /// Only counts of duplicates are forgotten with them; a batch that goes to another owner never
    /// comes back for its own.
    private static final int MAX_UNANSWERED = 100;

    private final PostgresDatabase database;
    private final List<Contract> contracts;
    private final Map<TopicName, TableLayout> layouts = new LinkedHashMap<>();
    private final PostgresSchema schema;
    private final TableWriter writer;
    /// Batches whose commit was sent and never answered, with the outcome they have if it was
    /// carried out.
    private final Map<List<Advance>, StoreOutcome.Stored> unanswered = new ConcurrentHashMap<>();

    /// @param database stays the caller's to close
    public PostgresSink(PostgresDatabase database, Contracts contracts) {
        this.database = database;
        this.contracts = contracts.all().stream()
                .filter(contract -> contract.table().isPresent())
                .toList();
        Map<String, TopicName> tables = new HashMap<>();
        for (Contract contract : this.contracts) {
            TableLayout layout = TableLayout.of(contract);
            TopicName other = tables.putIfAbsent(layout.name(), contract.topic());
            if (other != null) {
                throw new Misconfigured("Cannot make table %s: two topics claim it, got: %s and %s"
                        .formatted(layout.name(), other, contract.topic()));
            }
            layouts.put(contract.topic(), layout);
        }
        this.schema = new PostgresSchema(database, layouts.values());
        this.writer = new TableWriter(layouts);
    }

    @Override
    public Collection<Contract> contracts() {
        return contracts;
    }

    @Override
    public void prepare() {
        schema.casts();
    }

    @Override
    public Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> partitions) {
        prepare();
        try (Connection connection = database.connection()) {
            Map<LogPartition, Claim> claims = Offsets.claim(connection, consumer, partitions);
            connection.commit();
            return claims;
        } catch (SQLException e) {
            throw new TransientFailure(
                    "Cannot claim partitions: PostgreSQL can't do it now, got: " + e.getMessage(), e);
        }
    }

    @Override
    public StoreOutcome store(Batch batch) {
        Map<TopicName, Map<String, String>> casts = schema.casts();
        BatchRows rows = BatchRows.of(batch.events());
        try (Connection connection = database.connection()) {
            try {
                return attempt(connection, batch, rows, new Loading.Direct(casts));
            } catch (SQLException e) {
                if (!SqlFailures.isUniqueViolation(e)) {
                    throw e;
                }
                connection.rollback();
                return attempt(connection, batch, rows, new Loading.Staged(casts));
            }
        } catch (SQLException e) {
            if (SqlFailures.isSchema(e)) {
                schema.invalidate();
            }
            throw SqlFailures.classify(e);
        }
    }

    @Override
    public boolean rehearse(Batch batch) {
        Map<TopicName, Map<String, String>> casts = schema.casts();
        try (Connection connection = database.connection()) {
            boolean ours = Offsets.advance(connection, batch.consumer(), batch.advances());
            writer.write(connection, BatchRows.of(batch.events()), new Loading.Staged(casts));
            connection.rollback();
            return ours;
        } catch (SQLException e) {
            throw SqlFailures.classify(e);
        }
    }

    private StoreOutcome attempt(Connection connection, Batch batch, BatchRows rows, Loading loading)
            throws SQLException {
        if (!Offsets.advance(connection, batch.consumer(), batch.advances())) {
            connection.rollback();
            return explain(connection, batch);
        }
        StoreOutcome.Stored outcome = new StoreOutcome.Stored(writer.write(connection, rows, loading));
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
