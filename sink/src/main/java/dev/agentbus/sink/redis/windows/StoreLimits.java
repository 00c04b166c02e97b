package dev.agentbus.sink.redis.windows;

/// How much a store keeps, whatever the events say.
///
/// @param seriesPerWindow further ones of a window are counted together, as `topic|*|*|*`
/// @param rememberedIds events of which an id is remembered at least; twice as many at most
record StoreLimits(int seriesPerWindow, int rememberedIds) {
    /// Some 36 MB of ids in Redis when full.
    static final StoreLimits DEFAULT = new StoreLimits(2_000, 250_000);
}
