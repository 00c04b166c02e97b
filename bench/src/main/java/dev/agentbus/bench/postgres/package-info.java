/// The way from the log into PostgreSQL beside row-by-row inserts, batched inserts and bare binary
/// COPY.
///
/// Enters: nothing; engines are started. Leaves: a table of rates, ratios and CPU seconds on
/// standard output. Start at `LogToPostgresBench`.
@NullMarked
package dev.agentbus.bench.postgres;

import org.jspecify.annotations.NullMarked;
