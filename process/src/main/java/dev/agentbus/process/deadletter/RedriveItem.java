package dev.agentbus.process.deadletter;

/// One letter of a redrive, and what became of it.
public record RedriveItem(LetterId id, Outcome outcome) {}
