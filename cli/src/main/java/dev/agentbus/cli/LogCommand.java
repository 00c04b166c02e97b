package dev.agentbus.cli;

import dev.agentbus.app.Configuration;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `agentbus log`: what the skills do, for people. Runs the skill itself, so that flags, checks and
/// ways around a bus that does not answer are the same.
@Command(
        name = "log",
        description = {
            "Log one event by hand, with the flags of the skills.",
            "KIND is one of agent-action, routing-decision, transformation, performance-metrics, detection-failure,"
                    + " task-execution, code-quality, success-pattern, failure-pattern.",
            "`agentbus log KIND --help` shows the flags of one; --data and --json come before KIND."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:logged, or kept for the bus's next start", "1:refused or not kept", "2:wrong usage"})
final class LogCommand implements Callable<Integer> {
    private static final String PREFIX = "log-";

    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "The skill's own answer.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "KIND", description = "What to log.")
    private String kind = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "FLAGS", description = "As the skill takes them.")
    private List<String> flags = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        List<String> command = new ArrayList<>();
        command.add(skill().toString());
        command.addAll(flags);
        boolean help = flags.contains("--help") || flags.contains("-h");
        if (!help) {
            command.add("--wait");
        }
        return run(command, settings.load(), screen, json || help);
    }

    private Path skill() {
        Path folder = SkillFolder.find();
        Path skill = folder.resolve(PREFIX + kind);
        if (!kind.matches("[a-z-]+") || !Files.isExecutable(skill)) {
            throw new Misconfigured("Cannot log: the kind must be one of %s, got: %s".formatted(kinds(folder), kind));
        }
        return skill;
    }

    private static String kinds(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return String.join(
                    ", ",
                    files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.startsWith(PREFIX))
                            .map(name -> name.substring(PREFIX.length()))
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new Misconfigured("Cannot log: the folder of the skills must be readable, got: " + folder, e);
        }
    }

    private static int run(List<String> command, Configuration configuration, Screen screen, boolean asItIs) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("AGENTBUS_HOME", configuration.text("data"));
        try {
            Process process = builder.start();
            Thread errors = Thread.ofVirtual().start(() -> pass(process, screen));
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            errors.join();
            if (!answer.isEmpty()) {
                screen.line(asItIs ? answer : sentence(answer));
            }
            return code;
        } catch (IOException e) {
            throw new TransientFailure("Cannot log: the skill must be runnable, got: " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot log: interrupted, got: no answer", e);
        }
    }

    private static void pass(Process process, Screen screen) {
        try {
            String text = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!text.isEmpty()) {
                screen.say(failure(text));
            }
        } catch (IOException _) {
            // The skill is gone, and its exit code says how.
        }
    }

    private static String failure(String answer) {
        JsonNode node = parsed(answer);
        String usage = node.path("usage").asString("");
        return Printable.of(node.path("error").asString(answer)) + (usage.isEmpty() ? "" : "\n" + Printable.of(usage));
    }

    private static String sentence(String answer) {
        JsonNode node = parsed(answer);
        if (!node.path("topic").isString()) {
            return Printable.of(node.path("message").asString(answer));
        }
        String where = node.path("offset").isNumber()
                ? "%s-%d@%d"
                        .formatted(
                                node.path("topic").asString(""),
                                node.path("partition").asInt(),
                                node.path("offset").asLong())
                : node.path("topic").asString("") + " (kept until the bus takes it)";
        return "Logged %s to %s; see it: agentbus trace %s"
                .formatted(
                        node.path("event_id").asString(""),
                        where,
                        Printable.of(node.path("correlation_id").asString("")));
    }

    private static JsonNode parsed(String answer) {
        try {
            return JsonMapper.shared().readTree(answer);
        } catch (JacksonException _) {
            return JsonMapper.shared().createObjectNode();
        }
    }
}
