package dev.agentbus.process.replay;

import dev.agentbus.events.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a replay would do.
///
/// @param exact whether all was read and counted; else `topics` counts offsets, which are at least as
///     many, and the rest says what was read so far
/// @param records offsets it would pass by
/// @param topics what it would choose, by topic
/// @param unreadable records that are no events
/// @param first event time of the earliest
/// @param last event time of the latest
/// @param broken files of an archive that would be left out, each in a sentence, as far as it was read
public record Forecast(
        boolean exact,
        long records,
        Map<TopicName, OfTopic> topics,
        long unreadable,
        Optional<Instant> first,
        Optional<Instant> last,
        List<String> broken) {
    public Forecast {
        topics = Map.copyOf(topics);
        broken = List.copyOf(broken);
    }

    /// One topic's share.
    ///
    /// @param kinds by what the events themselves call their type, where they do
    public record OfTopic(long events, Map<String, Long> kinds) {
        public OfTopic {
            kinds = Map.copyOf(kinds);
        }
    }

    public long events() {
        return topics.values().stream().mapToLong(OfTopic::events).sum();
    }
}
