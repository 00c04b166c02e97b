/// Redis, as far as the bus uses it: claims of outside effects, shared by all processes.
///
/// Enters and leaves: as with every
/// [IdempotencyStore][dev.agentbus.process.idempotency.IdempotencyStore]. Start at
/// [RedisIdempotencyStore][dev.agentbus.sink.redis.RedisIdempotencyStore]; what happens to a key
/// stands in the scripts beside it (`claim.lua`, `complete.lua`, `release.lua`).
@NullMarked
package dev.agentbus.sink.redis;

import org.jspecify.annotations.NullMarked;
