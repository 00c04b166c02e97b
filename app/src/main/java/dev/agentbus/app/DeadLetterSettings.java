package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import java.util.ArrayList;
import java.util.List;

/// How dead letters are kept.
///
/// @param foreignTopics dead-letter topics that other systems fill
/// @param maxRedrives redrives of one record after which its next letter is parked
record DeadLetterSettings(List<TopicName> foreignTopics, int maxRedrives) {
    DeadLetterSettings {
        foreignTopics = List.copyOf(foreignTopics);
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
        return new DeadLetterSettings(topics, configuration.number("dead-letters.max-redrives"));
    }
}
