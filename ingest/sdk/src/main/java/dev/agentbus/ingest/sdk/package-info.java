/// How events enter from inside a program: publish without ever blocking.
///
/// Enters: an [Event][dev.agentbus.events.Event]. Leaves: a record in the log, or in the spool
/// until the log is back. Start at `Publisher`.
@NullMarked
package dev.agentbus.ingest.sdk;

import org.jspecify.annotations.NullMarked;
