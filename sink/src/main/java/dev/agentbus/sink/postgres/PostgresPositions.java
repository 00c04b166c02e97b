package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.replay.GroupPositions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/// The positions that [PostgresSink] keeps, seen and moved from outside. Safe for any thread.
public final class PostgresPositions implements GroupPositions {
    private static final String READ = """
            select topic, kafka_partition, next_offset from agentbus_offsets
            where cluster_id = ? and consumer_group = ? and next_offset >= 0""";
    /// In the order in which claims lock, so that neither waits for the other in a circle.
    private static final String LOCK = READ + " order by topic, kafka_partition for update";
    /// The epoch fences whoever has read the old position.
    private static final String SET_BACK = """
            update agentbus_offsets
            set next_offset = ?, epoch = epoch + 1, updated_at = now()
            where cluster_id = ? and consumer_group = ? and topic = ? and kafka_partition = ? and next_offset = ?""";
    private static final String FORGET = "delete from agentbus_offsets where cluster_id = ? and consumer_group = ?";

    private final PostgresDatabase database;

    /// @param database stays the caller's to close
    public PostgresPositions(PostgresDatabase database) {
        this.database = database;
    }

    /// Work within one transaction.
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    @Override
    public Map<LogPartition, Long> of(ConsumerId consumer) {
        return transaction("read positions", connection -> positions(connection, READ, consumer));
    }

    @Override
    public Map<LogPartition, Long> setBack(ConsumerId consumer, Map<LogPartition, Long> to) {
        return transaction("set positions back", connection -> {
            Map<LogPartition, Long> before = positions(connection, LOCK, consumer);
            before.entrySet().removeIf(each -> to.getOrDefault(each.getKey(), Long.MAX_VALUE) >= each.getValue());
            try (PreparedStatement update = connection.prepareStatement(SET_BACK)) {
                for (Map.Entry<LogPartition, Long> each : before.entrySet()) {
                    update.setLong(1, to.getOrDefault(each.getKey(), each.getValue()));
                    update.setString(2, consumer.clusterId());
                    update.setString(3, consumer.group());
                    update.setString(4, each.getKey().topic().value());
                    update.setInt(5, each.getKey().number());
                    update.setLong(6, each.getValue());
                    update.addBatch();
                }
                update.executeBatch();
            }
            return before;
        });
    }

    @Override
    public void forget(ConsumerId consumer) {
        transaction("forget positions", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
                delete.setString(1, consumer.clusterId());
                delete.setString(2, consumer.group());
                return delete.executeUpdate();
            }
        });
    }

    private static Map<LogPartition, Long> positions(Connection connection, String sql, ConsumerId consumer)
            throws SQLException {
        Map<LogPartition, Long> positions = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, consumer.clusterId());
            select.setString(2, consumer.group());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    positions.put(new LogPartition(new TopicName(rows.getString(1)), rows.getInt(2)), rows.getLong(3));
                }
            }
        }
        return positions;
    }

    private <T> T transaction(String action, Work<T> work) {
        try (Connection connection = database.connection()) {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw new TransientFailure(
                    "Cannot %s: PostgreSQL can't do it now, got: %s".formatted(action, e.getMessage()), e);
        }
    }
}
