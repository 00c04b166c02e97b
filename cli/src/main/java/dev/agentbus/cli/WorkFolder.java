package dev.agentbus.cli;

import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder for the files of one command, gone when it ends.
record WorkFolder(Path path) implements AutoCloseable {
    static WorkFolder make() {
        try {
            return new WorkFolder(Files.createTempDirectory("agentbus-"));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    static TransientFailure failure(IOException cause) {
        return new TransientFailure("Cannot use temporary files: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
