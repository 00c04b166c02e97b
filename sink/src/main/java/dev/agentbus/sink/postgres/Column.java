package dev.agentbus.sink.postgres;

import dev.agentbus.events.contract.FieldType;

/// A column that keeps a field.
///
/// @param ordinal of the field in the contract
record Column(String name, FieldType field, int ordinal) {
    String type() {
        return switch (field) {
            case TEXT -> "text";
            case INTEGER -> "bigint";
            case NUMBER -> "double precision";
            case BOOLEAN -> "boolean";
            case TIMESTAMP -> "timestamp with time zone";
            case JSON -> "jsonb";
        };
    }
}
