/// A fleet to watch, and to measure with.
///
/// Enters: a seed and a number of agents. Leaves: what such a fleet says, through the doors that
/// agents use. [Fleet] makes the events and knows no bus; [Demo] sends them. Start at `Fleet`, then
/// `TaskStrand` (how a request becomes a trace) and `Turn` (what one agent does in it).
@NullMarked
package dev.agentbus.ingest.demo;

import org.jspecify.annotations.NullMarked;
