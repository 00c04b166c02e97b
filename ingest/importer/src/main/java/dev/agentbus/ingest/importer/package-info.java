/// How recorded runs enter the bus.
///
/// Enters: a file that another tool wrote. Leaves: agent events with stable ids, in the order of
/// the run; reading a file twice gives the same events. Start at
/// [Importer][dev.agentbus.ingest.importer.Importer]; one class per format.
@NullMarked
package dev.agentbus.ingest.importer;

import org.jspecify.annotations.NullMarked;
