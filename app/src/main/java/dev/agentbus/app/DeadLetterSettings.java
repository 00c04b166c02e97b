package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How dead letters are kept.
///
/// @param foreignTopics dead-letter topics that other systems fill
/// @param maxRedrives redrives of one record after which its next letter is parked
/// @param settledDays for which settled letters are listed at least
record DeadLetterSettings(List<TopicName> foreignTopics, int maxRedrives, int settledDays) {
    DeadLetterSettings {
        foreignTopics = List.copyOf(foreignTopics);
        if (settledDays < 0) {
            throw new Misconfigured("dead-letters.settled-days must not be negative, got: " + settledDays);
        }
        if (maxRedrives < 1) {
            throw new Misconfigured("dead-letters.max-redrives must be at least 1, got: " + maxRedrives);
        }
    }

    static DeadLetterSettings of(Configuration configuration) {
        List<TopicName> topics = new ArrayList<>();
        for (String name : configuration.list("dead-letters.topics")) {
            try {
                topics.add(new TopicName(name));
            } catch (PermanentFailure e) {
                throw new Misconfigured("dead-letters.topics must be names of topics, got: " + name, e);
            }
        }
        return new DeadLetterSettings(
                topics,
                configuration.number("dead-letters.max-redrives"),
                configuration.number("dead-letters.settled-days"));
    }

    /// Not less than the topics keep theirs: what is read again there would be pending again. Empty for
    /// ever.
    Optional<Duration> settledKept(Optional<Duration> topics) {
        Duration wanted = Duration.ofDays(settledDays);
        return topics.map(kept -> kept.compareTo(wanted) > 0 ? kept : wanted);
    }
}
