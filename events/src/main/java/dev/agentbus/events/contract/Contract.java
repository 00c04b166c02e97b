package dev.agentbus.events.contract;

import dev.agentbus.events.TopicName;
import java.util.List;
import java.util.Optional;

/// What one topic promises to producers and consumers.
///
/// @param topic the topic
/// @param domain the document it stands in, e.g. `agents`
/// @param title one line for people
/// @param settings how the topic is created
/// @param keyField the field whose value is the record key
/// @param timeField the field that says when the event happened
/// @param fields the payload's fields, in the order of the schema
/// @param table the table that keeps the events
/// @param deadLetterTopic where events of this topic go that can't be carried out
/// @param schema the payload's JSON Schema as JSON text
/// @param origin file name and line, for error messages
public record Contract(
        TopicName topic,
        String domain,
        String title,
        TopicSettings settings,
        Optional<String> keyField,
        String timeField,
        List<Field> fields,
        Optional<Table> table,
        Optional<TopicName> deadLetterTopic,
        String schema,
        String origin) {
    /// The field that holds an event's identity, in every topic.
    public static final String EVENT_ID = "event_id";
    /// The field that ties a trace together, in every topic that has traces.
    public static final String CORRELATION_ID = "correlation_id";
    /// The usual time field.
    public static final String TIMESTAMP = "timestamp";

    public Contract {
        fields = List.copyOf(fields);
    }

    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
