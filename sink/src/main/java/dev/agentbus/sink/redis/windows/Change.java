package dev.agentbus.sink.redis.windows;

import dev.agentbus.process.Advance;
import dev.agentbus.process.ConsumerId;
import java.util.List;
import java.util.Map;

/// Positions, ids and windows that change together or not at all.
///
/// @param mentions ids of the events that are counted, each once
record Change(
        ConsumerId consumer, List<Advance> advances, List<Mention> mentions, Map<WindowId, WindowChange> windows) {}
