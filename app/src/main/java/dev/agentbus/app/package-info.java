/// One process: configuration, wiring, embedded engines, start and stop.
///
/// Start at `App`, which wires everything in one readable page.
@NullMarked
package dev.agentbus.app;

import org.jspecify.annotations.NullMarked;
