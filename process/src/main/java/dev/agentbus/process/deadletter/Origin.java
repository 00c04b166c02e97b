package dev.agentbus.process.deadletter;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.Position;
import java.time.Instant;
import java.util.Optional;

/// Where a dead letter's record stood.
///
/// @param time the record's own, where the letter says it
public record Origin(Position position, Optional<Instant> time) {
    public Origin {
        time = time.map(Letter::storable);
    }

    public static Origin at(TopicName topic, int partition, long offset) {
        return new Origin(new Position(new LogPartition(topic, partition), offset), Optional.empty());
    }

    public TopicName topic() {
        return position.partition().topic();
    }
}
