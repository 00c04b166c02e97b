/// The command line: one class per command.
///
/// Start at `Main`.
@NullMarked
package dev.agentbus.cli;

import org.jspecify.annotations.NullMarked;
