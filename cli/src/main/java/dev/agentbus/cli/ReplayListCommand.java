package dev.agentbus.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus replay list`.
@Command(name = "list", description = "The replays since the bus was started, newest first.")
final class ReplayListCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (ReplayClient bus = ReplayClient.of(settings)) {
            JsonNode answer = bus.list();
            if (json) {
                screen.json(answer);
            } else {
                answer.path("replays").forEach(status -> screen.line(ReplayText.sentence(status)));
            }
            return 0;
        }
    }
}
