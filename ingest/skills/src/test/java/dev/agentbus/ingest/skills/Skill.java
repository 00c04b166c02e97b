package dev.agentbus.ingest.skills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs the scripts as an agent does, each test in a home of its own.
final class Skill {
    static final JsonMapper JSON = JsonMapper.shared();

    /// What a call came to.
    record Answer(int exit, String out, String err) {
        JsonNode json() {
            return JSON.readTree(out);
        }

        JsonNode failure() {
            return JSON.readTree(err);
        }
    }

    private final List<String> shell;
    private final Path home;

    private Skill(List<String> shell, Path home) {
        this.shell = shell;
        this.home = home;
    }

    static Skill in(String shell, Path home) {
        return new Skill(List.of(shell.split(" ", -1)), home);
    }

    /// The shells of this machine among those that the scripts are made for.
    static Stream<String> shells() {
        return Stream.of("sh", "dash", "bash", "busybox ash").filter(Skill::isThere);
    }

    private static boolean isThere(String shell) {
        String program = shell.split(" ", 2)[0];
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    Path folder() {
        return home.resolve("spool/skills");
    }

    Answer run(String name, String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), name, arguments);
    }

    Answer run(Map<String, String> environment, String name, String... arguments)
            throws IOException, InterruptedException {
        Process process = start(environment, name, arguments);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return new Answer(process.exitValue(), out, err);
    }

    Process start(Map<String, String> environment, String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.add(Path.of(name).toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(key -> key.startsWith("AGENTBUS_") || key.equals("DEBUG"));
        variables.remove("CORRELATION_ID");
        variables.remove("KAFKA_ENABLE_LOGGING");
        variables.put("AGENTBUS_HOME", home.toString());
        variables.putAll(environment);
        return builder.start();
    }

    /// The bytes of the only call in the folder.
    byte[] onlyCall() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            List<Path> calls = files.toList();
            if (calls.size() != 1) {
                throw new IllegalStateException("Expected one call, got: " + calls);
            }
            return Files.readAllBytes(calls.getFirst());
        }
    }

    static void awaitEnd(Process process) throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The skill did not end in 30 s");
        }
    }
}
