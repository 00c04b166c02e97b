package dev.agentbus.process.deadletter;

import java.util.Arrays;
import java.util.Locale;

/// Whose headers a dead letter carries.
public enum Family {
    /// Ours.
    AGENTBUS,
    /// Kafka Connect sinks (KIP-298).
    CONNECT,
    /// Spring for Apache Kafka.
    SPRING,
    /// SmallRye Reactive Messaging, which Quarkus uses.
    SMALLRYE,
    /// A broker's share groups (KIP-1191).
    SHARE_GROUP,
    /// None that we know: it does not say where it came from.
    UNKNOWN;

    /// As tables and answers have it.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What [#text()] gave; [#UNKNOWN] for anything else.
    public static Family of(String text) {
        return Arrays.stream(values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
