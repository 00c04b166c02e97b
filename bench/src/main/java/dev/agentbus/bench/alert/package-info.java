/// The alert rules over events in memory, beside reading the events alone.
///
/// Enters: nothing. Leaves: events per second on standard output. Start at
/// [AlertBench][dev.agentbus.bench.alert.AlertBench].
@NullMarked
package dev.agentbus.bench.alert;

import org.jspecify.annotations.NullMarked;
