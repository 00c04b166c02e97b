package dev.agentbus.events.contract;

import java.util.List;

/// The table that keeps a topic's events, one row each. Every table also has `id` (the event id as
/// UUID, primary key), `created_at` (event time), `stored_at`, `kafka_partition`, `kafka_offset`
/// and `extra` (fields the contract does not name).
///
/// @param name table name, snake_case
/// @param indexes column lists, each a b-tree, e.g. `["agent_name", "created_at DESC"]`
public record Table(String name, List<List<String>> indexes) {
    public Table {
        indexes = indexes.stream().map(List::copyOf).toList();
    }
}
