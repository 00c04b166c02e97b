package dev.agentbus.acceptance.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentbus.acceptance.Repository;
import dev.agentbus.acceptance.RunningBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One scenario of `acceptance/page/scenarios.mjs`, run by Node to its end. What it prints goes on to the test's
/// output;
/// a line that begins with `!` asks for something that only this side can do.
final class Scenario {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final RunningBus bus;
    private final Map<String, String> environment;
    /// Process ids by name; a bus that is frozen cannot be asked.
    private final Map<String, Long> frozen = new HashMap<>();

    /// @param environment what the scenario has to know besides
    Scenario(RunningBus bus, Map<String, String> environment) {
        this.bus = bus;
        this.environment = environment;
    }

    void run(String name) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("node", "acceptance/page/scenarios.mjs", name, bus.http())
                .directory(Repository.root().toFile())
                .redirectErrorStream(true);
        builder.environment().put("AGENTBUS_HOME", bus.data().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread watch = Thread.ofVirtual().start(() -> endAfterLimit(process));
        StringBuilder said = new StringBuilder();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith("!")) {
                    obey(line.substring(1));
                    process.outputWriter(UTF_8).append("done\n").flush();
                }
            }
        }
        int exitCode = process.waitFor();
        watch.interrupt();
        thawAll();
        if (exitCode != 0) {
            throw new AssertionError(name + " does not hold:\n" + said);
        }
        System.out.print(said);
    }

    private void obey(String deed) throws IOException, InterruptedException {
        String[] words = deed.split(" ", 2);
        switch (words[0]) {
            case "restart" -> {
                bus.stop();
                bus.startAgain();
            }
            case "rules" -> rules(words.length == 1 ? "" : URLDecoder.decode(words[1], UTF_8));
            case "freeze" -> {
                frozen.put(words[1], bus.pidOf(words[1]));
                signal("STOP", words[1]);
            }
            case "thaw" -> signal("CONT", words[1]);
            case "kill" -> signal("KILL", words[1]);
            default -> throw new IllegalArgumentException("Cannot do for a scenario, got: " + deed);
        }
    }

    /// Without a text, those that come with the bus.
    private void rules(String text) throws IOException {
        Path file = bus.data().resolve("alerts.yaml");
        if (text.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            Files.writeString(file, text);
        }
    }

    /// What a scenario that failed has left frozen.
    private void thawAll() throws IOException, InterruptedException {
        for (String part : frozen.keySet()) {
            signal("CONT", part);
        }
        frozen.clear();
    }

    private void signal(String signal, String part) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", signal, String.valueOf(frozen.get(part)))
                .start()
                .waitFor();
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
