package dev.agentbus.events;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One event on its way into the log: the payload is exactly what the producer said, the envelope
/// travels beside it in headers.
///
/// @param topic where it goes
/// @param id identity through every door and retry
/// @param key decides the partition, and with it the order; events without a key have no order
/// @param payload the record value, UTF-8 JSON; owned by the event once given
/// @param time when it happened, by the producer's word
/// @param headers further headers, without the envelope's own (see [Envelope])
public record Event(
        TopicName topic, EventId id, @Nullable String key, byte[] payload, Instant time, List<Header> headers) {
    public Event {
        headers = List.copyOf(headers);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Event event && id.equals(event.id) && topic.equals(event.topic);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, topic);
    }

    @Override
    public String toString() {
        return topic + "/" + id;
    }
}
