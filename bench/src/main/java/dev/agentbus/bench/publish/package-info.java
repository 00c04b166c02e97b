/// What publishing costs the caller, beside Kafka's own producer, with the broker up, frozen and
/// dead.
///
/// Start at `PublishCostBench`.
@NullMarked
package dev.agentbus.bench.publish;

import org.jspecify.annotations.NullMarked;
