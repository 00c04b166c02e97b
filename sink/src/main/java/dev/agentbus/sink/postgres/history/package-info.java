/// Stored events read back from the tables that the sink fills.
///
/// Enters: a question of [dev.agentbus.process.history.EventHistory]. Leaves: one read-only
/// statement, bounded in time, and its rows as decoded events or counts. Start at
/// [PostgresHistory][dev.agentbus.sink.postgres.history.PostgresHistory].
@NullMarked
package dev.agentbus.sink.postgres.history;

import org.jspecify.annotations.NullMarked;
