package dev.agentbus.process.alert;

import dev.agentbus.events.Misconfigured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where a secret is: a variable of the environment, or a file. The secret itself is read when it is
/// needed and never kept, so that a file can be replaced while the bus runs.
public sealed interface Secret {
    /// @throws Misconfigured when it is not there; says where it was looked for, never what was found
    String reveal();

    record Variable(String name, Map<String, String> environment) implements Secret {
        @Override
        public String reveal() {
            String value = environment.getOrDefault(name, "").strip();
            if (value.isEmpty()) {
                throw new Misconfigured("Cannot use secret: the variable must be set, got: " + name);
            }
            return value;
        }

        @Override
        public String toString() {
            return "variable " + name;
        }
    }

    record InFile(Path file) implements Secret {
        @Override
        public String reveal() {
            try {
                String value = Files.readString(file).strip();
                if (value.isEmpty()) {
                    throw new Misconfigured("Cannot use secret: the file must not be empty, got: " + file);
                }
                return value;
            } catch (IOException e) {
                throw new Misconfigured("Cannot use secret: the file must be readable, got: " + file, e);
            }
        }

        @Override
        public String toString() {
            return "file " + file;
        }
    }
}
