/// Events into PostgreSQL, exactly once: rows by binary COPY and the positions beside them, in one
/// transaction.
///
/// Enters: a [Batch][dev.agentbus.process.Batch] of a worker. Leaves: rows in the tables of the
/// contracts. Start at [PostgresSink][dev.agentbus.sink.postgres.PostgresSink] (`new
/// PostgresSink(new PostgresDatabase(settings), contracts)`); the database is closed by whoever
/// made it. Then `Offsets` (the compare-and-set), `CopyEncoder` (an event as a row) and
/// `TableBuilder` (a contract as a table).
@NullMarked
package dev.agentbus.sink.postgres;

import org.jspecify.annotations.NullMarked;
