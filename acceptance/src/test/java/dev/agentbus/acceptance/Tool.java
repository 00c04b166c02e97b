package dev.agentbus.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A program run to its end, as a user runs it.
///
/// @param exitCode what it answered to the shell
/// @param out what it printed to standard output
/// @param err what it printed to standard error
record Tool(int exitCode, String out, String err) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static Tool run(Map<String, String> environment, List<String> command, String input) {
        try {
            Path out = Files.createTempFile("agentbus-out", ".txt");
            Path err = Files.createTempFile("agentbus-err", ".txt");
            Path in = Files.writeString(Files.createTempFile("agentbus-in", ".txt"), input);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Repository.root().toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("Cannot finish " + command + " within " + LIMIT + ", got: "
                        + Files.readString(out) + Files.readString(err));
            }
            return new Tool(process.exitValue(), read(out), read(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Tool run(List<String> command) {
        return run(Map.of(), command, "");
    }

    /// Skips the test, and says so, where a program that the build can't bring along is not
    /// installed.
    static void assumeInstalled(String program) {
        boolean found = run(List.of("sh", "-c", "command -v " + program)).exitCode() == 0;
        Assumptions.assumeTrue(found, program + " is not installed on this machine");
    }

    Tool orFail() {
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + "\n" + out + err);
        }
        return this;
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8);
    }
}
