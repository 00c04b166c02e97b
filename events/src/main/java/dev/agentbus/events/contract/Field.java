package dev.agentbus.events.contract;

import java.util.List;

/// One field of a payload.
///
/// @param name the canonical name, snake_case
/// @param type what it holds
/// @param required whether our own doors refuse an event without it
/// @param aliases other names under which producers send it; its camelCase form is always
///     understood and not listed here
/// @param column the column that keeps it; mostly its name
/// @param secret whether its value is redacted before the log
public record Field(
        String name, FieldType type, boolean required, List<String> aliases, String column, boolean secret) {
    public Field {
        aliases = List.copyOf(aliases);
    }
}
