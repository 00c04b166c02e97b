package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import java.util.List;

/// How to start a program that refuses to run as root.
final class Unprivileged {
    private static final List<String> USER_NAMESPACE = List.of("unshare", "-U");

    private Unprivileged() {}

    /// Words before the command; none for an ordinary user.
    static List<String> prefix() {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        if (Shell.find("unshare").isPresent() && Shell.succeeds(List.of("unshare", "-U", "true"))) {
            return USER_NAMESPACE;
        }
        throw new Misconfigured("Cannot start postgres: it refuses to run as root and user namespaces are closed here;"
                + " start agentbus as an ordinary user or set DATABASE_URL, got: root");
    }
}
