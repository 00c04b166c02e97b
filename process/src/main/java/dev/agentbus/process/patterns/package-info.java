/// What works and what fails, learnt from finished traces.
///
/// Enters: `agent-actions` and `task-executions`, gathered into a bounded sample by `TraceBook`.
/// Leaves: `success-patterns` and `failure-patterns`, and recommendations for a new task. Start
/// reading at [PatternGroup][dev.agentbus.process.patterns.PatternGroup], then `PatternFinder`, which
/// is pure: traces in, findings out.
@NullMarked
package dev.agentbus.process.patterns;

import org.jspecify.annotations.NullMarked;
