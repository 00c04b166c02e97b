package dev.agentbus.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `agentbus replay delete`.
@Command(name = "delete", description = "End a replay and drop its view.")
final class ReplayDeleteCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Parameters(paramLabel = "ID", description = "The replay's id.")
    private String id = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        try (ReplayClient bus = ReplayClient.of(settings)) {
            bus.delete(id);
            screen.line("replay %s is gone".formatted(Printable.of(id)));
            return 0;
        }
    }
}
