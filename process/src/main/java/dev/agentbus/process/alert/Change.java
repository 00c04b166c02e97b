package dev.agentbus.process.alert;

import java.util.List;

/// One alert of one rule changing, before it has a name.
///
/// @param at in milliseconds of event time
/// @param firedAt of the alert; the same as `at` when it fires now
/// @param value NaN where the rule has none
public record Change(
        AlertKey key, Kind kind, long at, long firedAt, double value, List<Evidence> evidence, String reason) {
    /// What happens to it.
    public enum Kind {
        FIRED,
        RESOLVED
    }

    static final String OVER = "the condition does not hold any more";
    static final String EXPIRED = "nobody waits for it any more";
    static final String RULE_CHANGED = "the rule was changed or taken away";

    public Change {
        evidence = List.copyOf(evidence);
    }
}
