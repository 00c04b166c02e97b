package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a process does. Several processes may share the work of one role.
public enum Role {
    /// Takes events over HTTP and from the skills' folder.
    INGEST,
    /// Writes events to PostgreSQL.
    WRITER,
    /// Counts events in windows of time, in Redis.
    METRICS,
    /// Shows the fleet: REST, WebSocket, SSE.
    VIEW,
    /// Writes every record to the archive.
    ARCHIVE,
    /// Learns patterns, for one process at a time.
    PATTERNS,
    /// Judges events by rules, one process at a time, and tells people.
    ALERTS;

    private static final String ALL = "all";

    static Set<Role> parse(List<String> names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names) {
            if (name.equalsIgnoreCase(ALL)) {
                roles.addAll(EnumSet.allOf(Role.class));
            } else {
                roles.add(named(name));
            }
        }
        return roles;
    }

    private static Role named(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(
                        () -> new Misconfigured("roles must be all, or some of %s, got: %s".formatted(names(), name)));
    }

    private static String names() {
        return Arrays.stream(values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
