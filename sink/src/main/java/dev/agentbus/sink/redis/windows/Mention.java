package dev.agentbus.sink.redis.windows;

/// An id, and the record that bears it: the same id at another place is the same event again.
///
/// @param place `partition:offset`
record Mention(String id, String place) {}
