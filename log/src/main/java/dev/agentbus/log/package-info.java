/// Where events wait: one port, [EventLog][dev.agentbus.log.EventLog], and its homes (`kafka`,
/// `memory`); `sqlite` holds the spool.
///
/// Enters: [NewRecord][dev.agentbus.log.NewRecord]s by an appender. Leaves:
/// [LogRecord][dev.agentbus.log.LogRecord]s, in order per partition, by a reader that a consumer
/// group shares. Start at `EventLog`.
@NullMarked
package dev.agentbus.log;

import org.jspecify.annotations.NullMarked;
