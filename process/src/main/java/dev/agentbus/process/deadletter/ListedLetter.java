package dev.agentbus.process.deadletter;

/// A letter as a list shows it: of the record only the key and the beginning of the value.
///
/// @param stored without headers and stack trace, and its value cut off
/// @param valueBytes how long the value is
public record ListedLetter(StoredLetter stored, long valueBytes) {}
