package dev.agentbus.process.deadletter;

/// Who gave a record up.
///
/// @param group the consumer group; empty when a letter does not say
/// @param name what of the group handled it, e.g. a sink or a connector; empty when not said
public record Handler(String group, String name) {}
