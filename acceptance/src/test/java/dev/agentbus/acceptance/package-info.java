/// Whole-system scenarios, run as a stranger would: the launcher, curl, kcat, psql, a kafkajs
/// client.
///
/// Enters: the built bus and nothing else. Leaves: proof. Start at `NewcomersMinuteIT`.
@NullMarked
package dev.agentbus.acceptance;

import org.jspecify.annotations.NullMarked;
