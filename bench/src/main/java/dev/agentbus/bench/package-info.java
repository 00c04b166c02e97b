/// Benchmarks, each beside a peer in the same run.
///
/// Start at the README.
@NullMarked
package dev.agentbus.bench;

import org.jspecify.annotations.NullMarked;
