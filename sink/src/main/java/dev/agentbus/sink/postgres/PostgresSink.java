package dev.agentbus.sink.postgres;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.StoreOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stores the events of every contract that has a table. Rows and positions are one transaction.
/// Safe for several workers at once.
public final class PostgresSink implements BatchSink {
    /// Replays that have ended are among them: then it begins anew.
    private static final int MAX_REPEATING = 1_000;

    private final PostgresDatabase database;
    private final List<Contract> contracts;
    private final Map<TopicName, TableLayout> layouts = new LinkedHashMap<>();
    private final PostgresSchema schema;
    private final TableWriter writer;
    private final PositionedWrites positions;
    /// Consumers whose last batch was mostly there already.
    private final Set<ConsumerId> repeating = ConcurrentHashMap.newKeySet();

    /// @param database stays the caller's to close
    public PostgresSink(PostgresDatabase database, Contracts contracts) {
        this.database = database;
        this.positions = new PositionedWrites(database);
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
        return positions.claim(consumer, partitions);
    }

    @Override
    public StoreOutcome store(Batch batch) {
        Map<TopicName, Map<String, String>> casts = schema.casts();
        BatchRows rows = BatchRows.of(batch.events());
        boolean repeats = repeating.contains(batch.consumer());
        StoreOutcome outcome = store(batch, rows, repeats ? new Loading.Missing(casts) : new Loading.Direct(casts));
        if (outcome instanceof StoreOutcome.Stored stored) {
            expect(batch, stored);
        }
        return outcome;
    }

    /// Who repeated itself in this batch will in the next one too: then it is cheaper to look first.
    private void expect(Batch batch, StoreOutcome.Stored stored) {
        int repeated = stored.duplicates().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        if (repeated * 2 < batch.events().size() || repeated == 0) {
            repeating.remove(batch.consumer());
        } else {
            if (repeating.size() >= MAX_REPEATING) {
                repeating.clear();
            }
            repeating.add(batch.consumer());
        }
    }

    private StoreOutcome store(Batch batch, BatchRows rows, Loading loading) {
        try (Connection connection = database.connection()) {
            try {
                return attempt(connection, batch, rows, loading);
            } catch (SQLException e) {
                if (!SqlFailures.isUniqueViolation(e)) {
                    throw e;
                }
                connection.rollback();
                return attempt(connection, batch, rows, new Loading.Staged(loading.casts()));
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
        return positions.rehearse(
                batch, connection -> writer.write(connection, BatchRows.of(batch.events()), new Loading.Staged(casts)));
    }

    private StoreOutcome attempt(Connection connection, Batch batch, BatchRows rows, Loading loading)
            throws SQLException {
        return positions.write(connection, batch, open -> writer.write(open, rows, loading));
    }
}
