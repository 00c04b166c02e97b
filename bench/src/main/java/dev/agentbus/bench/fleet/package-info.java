/// What the made-up fleet costs that other benchmarks and the demo send.
///
/// Start at `FleetBench`.
@NullMarked
package dev.agentbus.bench.fleet;

import org.jspecify.annotations.NullMarked;
