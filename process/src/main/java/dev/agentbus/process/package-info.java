/// Seeing each event to an end.
///
/// Enters: records of the log, read by one consumer group. Leaves: effects, exactly once, or dead letters. Start at
/// `Worker`.
@NullMarked
package dev.agentbus.process;

import org.jspecify.annotations.NullMarked;
