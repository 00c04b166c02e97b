/// The log in memory: the twin of a real one, for tests and small runs, with switches to
/// disconnect, freeze and expire.
///
/// Enters and leaves: the same as with every [EventLog][dev.agentbus.log.EventLog]. Start at
/// `MemoryLog`.
@NullMarked
package dev.agentbus.log.memory;

import org.jspecify.annotations.NullMarked;
