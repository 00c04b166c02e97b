package dev.agentbus.process.alert;

import java.time.Duration;
import java.util.List;

/// What every rule says beside its condition.
///
/// @param name unique in its file
/// @param summary one line for people; `{value}`, `{value:one|many}`, `{threshold}`, `{window}` and fields in braces
/// are
///     filled in
/// @param per the fields whose every combination of values is watched apart; empty: all events together
/// @param groupBy those of `per` whose alerts people are told of apart; what they have in common is one
///     notice
/// @param holds how long the condition must hold before it is an alert
/// @param coolDown how long it must be over before the alert is
/// @param to names of destinations; empty: all of them
public record Terms(
        String name,
        Severity severity,
        String summary,
        List<String> per,
        List<String> groupBy,
        Duration holds,
        Duration coolDown,
        List<String> to) {
    public Terms {
        per = List.copyOf(per);
        groupBy = List.copyOf(groupBy);
        to = List.copyOf(to);
    }
}
