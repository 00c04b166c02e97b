package dev.agentbus.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the checkout lies that is being tested.
public final class Repository {
    private Repository() {}

    /// The folder with the launcher: this one or one above.
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            if (Files.exists(folder.resolve("agentbus")) && Files.exists(folder.resolve("ARCHITECTURE.md"))) {
                return folder;
            }
            folder = folder.getParent();
        }
        throw new IllegalStateException(
                "Cannot find the repository above: " + Path.of("").toAbsolutePath());
    }
}
