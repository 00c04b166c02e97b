package dev.agentbus.cli;

import dev.agentbus.events.Misconfigured;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the skills lie: beside the launcher, which says where it is.
final class SkillFolder {
    private SkillFolder() {}

    static Path find() {
        String launcher = System.getenv("AGENTBUS_LAUNCHER");
        Path home = launcher == null
                ? Path.of("").toAbsolutePath()
                : Path.of(launcher).toAbsolutePath().getParent();
        for (Path at = home; at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("skills").resolve("log-agent-action"))) {
                return at.resolve("skills");
            }
        }
        throw new Misconfigured("Cannot log: the folder `skills` must lie beside the launcher, got: " + home);
    }
}
