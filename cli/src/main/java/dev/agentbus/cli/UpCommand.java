package dev.agentbus.cli;

import dev.agentbus.app.Configuration;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `agentbus up`: the whole bus on this machine.
@Command(name = "up", description = "Start everything on this machine: Kafka, PostgreSQL, Redis and the bus.")
final class UpCommand implements Runnable {
    private static final String GREETING = """
            Publish a first event:
              skills/log-agent-action --agent coder --action-type tool_call --action-name Read --correlation-id first-trace
              curl -s HTTP/v1/events/agent-actions -H 'content-type: application/json' \\
                -d '{"agent_name":"coder","action_type":"success","action_name":"Write","correlation_id":"first-trace"}'
            See it: ./agentbus trace first-trace. Stop with Ctrl-C.""";
    private static final String DEMO_GREETING = "Watch a fleet at work: HTTP. Stop with Ctrl-C.";

    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Where HTTP listens; 127.0.0.1:8080 unless set.")
    private @Nullable String http;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Where Kafka listens; 127.0.0.1:9092 unless set.")
    private @Nullable String kafka;

    @Option(
            names = "--demo",
            description =
                    "Let a fleet of made-up agents work on it; the options of `agentbus demo` say what it is like.")
    private boolean demo;

    @Mixin
    private DemoOptions options = new DemoOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (!demo && options.areGiven()) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "--agents, --seed, --speed, --rate, --for and --events need --demo");
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("roles", "all");
        if (http != null) {
            arguments.put("http.bind", http);
        }
        if (kafka != null) {
            arguments.put("kafka.bind", kafka);
        }
        Configuration configuration = settings.load(arguments);
        PrintWriter out = command.commandLine().getOut();
        Bus.run(
                configuration,
                out,
                demo ? DEMO_GREETING : GREETING,
                demo
                        ? CompanionFleet.of(options.settings(command), configuration, Screen.of(command))
                        : Bus.Companion.NONE);
    }
}
