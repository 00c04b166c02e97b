package dev.agentbus.process.groups;

import dev.agentbus.process.PauseReason;
import java.util.Collection;

/// Whether something that is known keeps a partition from being read.
enum Hindrance {
    /// Nothing does, or nothing that is out of the ordinary.
    NONE,
    /// A person wants it so.
    WANTED,
    /// It should not be so.
    TROUBLE;

    /// The gravest of the reasons counts; one that is not known here is trouble.
    static Hindrance of(Collection<String> reasons) {
        return reasons.stream()
                .map(reason -> PauseReason.find(reason).map(Hindrance::of).orElse(TROUBLE))
                .reduce(NONE, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    private static Hindrance of(PauseReason reason) {
        return switch (reason) {
            case CLAIMING, BUFFER_FULL, RETRY_DUE -> NONE;
            case OPERATOR, RATE -> WANTED;
            case SINK_DOWN, SINK_SLOW, OUT_OF_RANGE -> TROUBLE;
        };
    }
}
