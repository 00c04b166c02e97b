package dev.agentbus.process;

import dev.agentbus.log.LogRecord;

/// What a handler may want to know beside the event.
///
/// @param attempt 1 for the first
/// @param replay whether the event is one of the past, read again on purpose
/// @param effects whether effects that leave the bus (pages, webhooks) are wanted: not those of a
///     replay, unless whoever started it asked for them
public record Handling(int attempt, boolean replay, boolean effects) {
    static Handling of(LogRecord record, int attempt) {
        boolean replay = ReplayMark.isOn(record.headers());
        return new Handling(attempt, replay, !replay || ReplayMark.wantsEffects(record.headers()));
    }
}
