package dev.agentbus.ingest.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the recorded runs of a real agent lie, on machines that have them: the system property or
/// environment variable below, else `shared/data/swe-agent` in or beside a folder above.
final class Recordings {
    static final String MISSING =
            "no recorded runs here: set AGENTBUS_SWE_AGENT_DATA to a folder of *.traj files, or have ../shared/data/swe-agent";

    private Recordings() {}

    static Optional<Path> folder() {
        String given = System.getProperty("agentbus.swe-agent-data", System.getenv("AGENTBUS_SWE_AGENT_DATA"));
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/data/swe-agent");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
