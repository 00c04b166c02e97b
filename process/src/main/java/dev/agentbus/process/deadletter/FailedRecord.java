package dev.agentbus.process.deadletter;

import dev.agentbus.log.LogRecord;

/// A record that is given up.
///
/// @param cause what the last attempt ended with
public record FailedRecord(
        LogRecord record, Throwable cause, Handler handler, Disposition disposition, Attempts attempts) {}
