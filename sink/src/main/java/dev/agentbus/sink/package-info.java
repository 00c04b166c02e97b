/// Carrying events out of the bus.
///
/// One package per destination; no sink sees another. Start at `postgres`.
@NullMarked
package dev.agentbus.sink;

import org.jspecify.annotations.NullMarked;
