package dev.agentbus.app;

import dev.agentbus.events.Misconfigured;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a process does. Several processes may share the work of one role.
public enum Role {
    /// Takes events over HTTP and from the skills' folder.
    INGEST,
    /// Writes events to PostgreSQL.
    WRITER,
    /// Shows the fleet: REST, WebSocket, SSE.
    VIEW;

    static Set<Role> parse(List<String> names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "all" -> roles.addAll(EnumSet.allOf(Role.class));
                case "ingest" -> roles.add(INGEST);
                case "writer" -> roles.add(WRITER);
                case "view" -> roles.add(VIEW);
                default -> throw new Misconfigured("roles must be all, or some of ingest, writer, view, got: " + name);
            }
        }
        return roles;
    }
}
