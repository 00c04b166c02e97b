/// Claims of outside effects in Redis, beside one round trip per key.
///
/// Enters: nothing. Leaves: claims per second on standard output. Start at
/// [ClaimBench][dev.agentbus.bench.redis.ClaimBench].
@NullMarked
package dev.agentbus.bench.redis;

import org.jspecify.annotations.NullMarked;
