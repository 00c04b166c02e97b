package dev.agentbus.sink.archive;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.log.LogRecord;

/// A record of the log and what was read in it.
///
/// @param event without fields where the record could not be read
record ArchivedRow(LogRecord record, DecodedEvent event) {}
