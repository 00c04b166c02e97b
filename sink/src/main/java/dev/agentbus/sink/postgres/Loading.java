package dev.agentbus.sink.postgres;

import dev.agentbus.events.TopicName;
import java.util.Map;

/// How rows get into their tables.
sealed interface Loading {
    /// By topic, the columns whose type is not ours, with their own.
    Map<TopicName, Map<String, String>> casts();

    /// COPY into the table; right as long as no id repeats.
    record Direct(Map<TopicName, Map<String, String>> casts) implements Loading {}

    /// COPY into the table of what it does not have yet: where most of it is there, as in a replay, nothing needs to be
    /// written to find that out. Right as long as nobody else writes the same ids at the same time.
    record Missing(Map<TopicName, Map<String, String>> casts) implements Loading {}

    /// COPY beside the table, then INSERT what is new.
    record Staged(Map<TopicName, Map<String, String>> casts) implements Loading {}
}
