package dev.agentbus.process;

import dev.agentbus.events.TopicName;
import java.util.Map;

/// How storing a batch ended, when it did not fail.
public sealed interface StoreOutcome {
    /// All of it is durable, its positions too.
    ///
    /// @param duplicates by topic, events left out because their id was there before, or twice in
    ///     the batch
    record Stored(Map<TopicName, Integer> duplicates) implements StoreOutcome {
        public Stored {
            duplicates = Map.copyOf(duplicates);
        }
    }

    /// None of it is stored: another owner has claimed a partition since, or moved its position.
    record Fenced(String reason) implements StoreOutcome {}
}
