/// Kafka, PostgreSQL and Redis as child processes on loopback, their data in one folder.
///
/// Enters: a folder and, where wished, a port. Leaves: addresses that answer. Start at
/// [Engine][dev.agentbus.engine.Engine] and its three kinds;
/// [Supervisor][dev.agentbus.engine.Supervisor] keeps them alive; tests take
/// [TemporaryEngines][dev.agentbus.engine.TemporaryEngines].
@NullMarked
package dev.agentbus.engine;

import org.jspecify.annotations.NullMarked;
