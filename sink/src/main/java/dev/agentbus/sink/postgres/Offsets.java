package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The positions, in table `agentbus_offsets`. Every change is a compare-and-set: a zombie's
/// touches no row.
final class Offsets {
    private static final String CLAIM = """
            insert into agentbus_offsets as o
                (cluster_id, consumer_group, topic, kafka_partition, next_offset, epoch)
            select ?, ?, p.topic, p.number, -1, 1
            from unnest(?::text[], ?::integer[]) as p(topic, number)
            order by p.topic, p.number
            on conflict (cluster_id, consumer_group, topic, kafka_partition)
                do update set epoch = o.epoch + 1, updated_at = now()
            returning topic, kafka_partition, next_offset, epoch""";
    private static final String ADVANCE = """
            update agentbus_offsets o
            set next_offset = a.next, updated_at = now()
            from unnest(?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[])
                as a(topic, number, epoch, previous, next)
            where o.cluster_id = ? and o.consumer_group = ? and o.topic = a.topic and o.kafka_partition = a.number
                and o.epoch = a.epoch and o.next_offset = a.previous""";
    private static final String READ = """
            select o.topic, o.kafka_partition, o.next_offset, o.epoch
            from agentbus_offsets o
            join unnest(?::text[], ?::integer[]) as p(topic, number)
                on o.topic = p.topic and o.kafka_partition = p.number
            where o.cluster_id = ? and o.consumer_group = ?""";

    private Offsets() {}

    static Map<LogPartition, Claim> claim(
            Connection connection, ConsumerId consumer, Collection<LogPartition> partitions) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setString(1, consumer.clusterId());
            statement.setString(2, consumer.group());
            statement.setArray(
                    3,
                    texts(connection, partitions, partition -> partition.topic().value()));
            statement.setArray(4, numbers(connection, "integer", partitions, LogPartition::number));
            return claims(statement);
        }
    }

    /// @return whether every position was as expected and is now advanced; if not, the caller rolls
    ///     back
    static boolean advance(Connection connection, ConsumerId consumer, List<Advance> advances) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
            statement.setArray(
                    1,
                    texts(
                            connection,
                            advances,
                            advance -> advance.partition().topic().value()));
            statement.setArray(
                    2,
                    numbers(
                            connection,
                            "integer",
                            advances,
                            advance -> advance.partition().number()));
            statement.setArray(3, numbers(connection, "bigint", advances, Advance::epoch));
            statement.setArray(4, numbers(connection, "bigint", advances, Advance::from));
            statement.setArray(5, numbers(connection, "bigint", advances, Advance::to));
            statement.setString(6, consumer.clusterId());
            statement.setString(7, consumer.group());
            return statement.executeUpdate() == advances.size();
        }
    }

    static Map<LogPartition, Claim> read(
            Connection connection, ConsumerId consumer, Collection<LogPartition> partitions) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(
                    1,
                    texts(connection, partitions, partition -> partition.topic().value()));
            statement.setArray(2, numbers(connection, "integer", partitions, LogPartition::number));
            statement.setString(3, consumer.clusterId());
            statement.setString(4, consumer.group());
            return claims(statement);
        }
    }

    private static Map<LogPartition, Claim> claims(PreparedStatement statement) throws SQLException {
        Map<LogPartition, Claim> claims = new HashMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                LogPartition partition = new LogPartition(new TopicName(rows.getString(1)), rows.getInt(2));
                claims.put(partition, new Claim(rows.getLong(4), rows.getLong(3)));
            }
        }
        return claims;
    }

    private static <T> java.sql.Array texts(Connection connection, Collection<T> items, Function<T, String> text)
            throws SQLException {
        return connection.createArrayOf("text", items.stream().map(text).toArray());
    }

    private static <T> java.sql.Array numbers(
            Connection connection, String type, Collection<T> items, Function<T, Number> number) throws SQLException {
        List<Number> numbers = new ArrayList<>(items.size());
        items.forEach(item -> numbers.add(number.apply(item)));
        return connection.createArrayOf(type, numbers.toArray());
    }
}
