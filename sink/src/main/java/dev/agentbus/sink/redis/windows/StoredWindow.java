package dev.agentbus.sink.redis.windows;

import java.util.Map;

/// What a store has of a window.
///
/// @param late events that came when it was closed
/// @param tallies by field
record StoredWindow(WindowId id, long late, Map<String, Tally> tallies) {}
