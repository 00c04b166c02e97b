/// What was stored, read back: the way from a question that memory cannot answer to the tables.
///
/// Enters: a correlation id or a span of time. Leaves: [dev.agentbus.events.codec.DecodedEvent]s as
/// consumers saw them, and counts. Start at
/// [EventHistory][dev.agentbus.process.history.EventHistory].
@NullMarked
package dev.agentbus.process.history;

import org.jspecify.annotations.NullMarked;
