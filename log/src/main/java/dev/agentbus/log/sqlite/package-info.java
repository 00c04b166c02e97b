/// The durable spool: where records wait on this machine's disk until the log is back.
///
/// Enters: [NewRecord][dev.agentbus.log.NewRecord]s. Leaves: the same, oldest first, with their
/// sequence numbers. Start at `SqliteSpool`.
@NullMarked
package dev.agentbus.log.sqlite;

import org.jspecify.annotations.NullMarked;
