package dev.agentbus.process;

import dev.agentbus.log.LogRecord;

/// What a handler may want to know beside the event.
///
/// @param attempt 1 for the first
/// @param replay whether the event is one of the past, read again on purpose
/// @param effects whether effects that leave the bus (pages, webhooks) are wanted: not those of a
///     replay, unless whoever started it asked for them
/// @param hold what keeps others from acting on the same event meanwhile
public record Handling(int attempt, boolean replay, boolean effects, Hold hold) {
    public Handling(int attempt, boolean replay, boolean effects) {
        this(attempt, replay, effects, Hold.NONE);
    }

    static Handling of(LogRecord record, int attempt) {
        boolean replay = ReplayMark.isOn(record.headers());
        return new Handling(attempt, replay, !replay || ReplayMark.wantsEffects(record.headers()));
    }

    public Handling under(Hold other) {
        return new Handling(attempt, replay, effects, other);
    }
}
