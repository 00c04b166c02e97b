package dev.agentbus.process.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// An alert whose condition holds, but not yet for as long as its rule asks.
///
/// @param since event time from when the condition holds
/// @param holds for how long it has to, before the alert fires
public record PendingAlert(String rule, String severity, Map<String, String> key, Instant since, Duration holds) {
    public PendingAlert {
        key = Map.copyOf(key);
    }
}
