package dev.agentbus.log;

import dev.agentbus.events.Header;
import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A record to be appended.
///
/// @param key decides the partition (Kafka's murmur2 over these bytes); null spreads over all
/// @param value the bytes as they are to be kept; not to be changed afterwards
/// @param timestamp the record's time; one in the future becomes now, as brokers refuse what lies
///     an hour ahead
public record NewRecord(
        TopicName topic, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, Instant timestamp) {
    // Not compact: the compiler drops the annotations of a compact constructor's parameters from the class file.
    public NewRecord(
            TopicName topic, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, Instant timestamp) {
        this.topic = topic;
        this.key = key;
        this.value = value;
        this.headers = List.copyOf(headers);
        this.timestamp = timestamp;
    }
}
