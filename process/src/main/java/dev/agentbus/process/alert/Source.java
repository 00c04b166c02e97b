package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.DecodedEvent;
import java.util.List;

/// Which events are meant: those of a topic that meet all conditions of at least one of the lists.
///
/// @param anyOf one empty list means all events of the topic
record Source(TopicName topic, List<List<Condition>> anyOf) {
    Source {
        anyOf = List.copyOf(anyOf);
    }

    /// @param event of the topic
    boolean means(DecodedEvent event) {
        for (List<Condition> conditions : anyOf) {
            if (allHold(conditions, event)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(List<Condition> conditions, DecodedEvent event) {
        for (Condition condition : conditions) {
            if (!condition.holds(event)) {
                return false;
            }
        }
        return true;
    }
}
