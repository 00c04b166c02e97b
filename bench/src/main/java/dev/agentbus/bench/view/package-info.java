/// How fast, and in how much memory, the live view shows events: beside it the same server with the
/// obvious loop.
///
/// Enters: nothing. Leaves: a table on standard output. Start at
/// [ViewBench][dev.agentbus.bench.view.ViewBench].
@NullMarked
package dev.agentbus.bench.view;

import org.jspecify.annotations.NullMarked;
