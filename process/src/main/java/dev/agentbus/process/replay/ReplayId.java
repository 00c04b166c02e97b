package dev.agentbus.process.replay;

import java.util.UUID;
import java.util.regex.Pattern;

/// Names one replay; short, because people type it.
public record ReplayId(String value) {
    private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{8}");

    public ReplayId {
        if (!LEGAL.matcher(value).matches()) {
            throw RefusedReplay.unknown(value);
        }
    }

    static ReplayId mint() {
        return new ReplayId(UUID.randomUUID().toString().substring(0, 8));
    }

    /// The group that a replay into the sink reads as.
    String group() {
        return "replay-" + value;
    }

    @Override
    public String toString() {
        return value;
    }
}
