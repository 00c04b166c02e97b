/// Reading the past again, beside a bare consumer.
///
/// Start at [ReplayBench][dev.agentbus.bench.replay.ReplayBench].
@NullMarked
package dev.agentbus.bench.replay;

import org.jspecify.annotations.NullMarked;
