/// "Why is it not moving?", for every consumer group of the log, ours or not.
///
/// Enters: what the log says of its groups every two seconds, and what our own workers show.
/// Leaves: [Standings][dev.agentbus.process.groups.Standings] for REST and the command line, and
/// gauges. Start at [GroupMonitor][dev.agentbus.process.groups.GroupMonitor], then `Window`, which
/// judges; [Verdict][dev.agentbus.process.groups.Verdict] says what is judged, and by which rules.
@NullMarked
package dev.agentbus.process.groups;

import org.jspecify.annotations.NullMarked;
