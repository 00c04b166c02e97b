package dev.agentbus.process;

/// What a handler may want to know beside the event.
///
/// @param attempt 1 for the first
/// @param replay whether the event is one of the past, read again on purpose: effects that leave the
///     bus are not to be repeated unless asked for
public record Handling(int attempt, boolean replay) {}
