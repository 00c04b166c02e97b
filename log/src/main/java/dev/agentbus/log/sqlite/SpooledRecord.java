package dev.agentbus.log.sqlite;

import dev.agentbus.log.NewRecord;

/// A record in the spool.
///
/// @param sequence its place in the order of the spool; never used twice
public record SpooledRecord(long sequence, NewRecord record) {}
