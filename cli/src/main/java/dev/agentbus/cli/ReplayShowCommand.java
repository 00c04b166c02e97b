package dev.agentbus.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus replay show`.
@Command(name = "show", description = "How far a replay is.")
final class ReplayShowCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Parameters(paramLabel = "ID", description = "The replay's id.")
    private String id = "";

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (ReplayClient bus = ReplayClient.of(settings)) {
            JsonNode status = bus.find(id);
            if (json) {
                screen.json(status);
            } else {
                screen.line(ReplayText.sentence(status));
            }
            return 0;
        }
    }
}
