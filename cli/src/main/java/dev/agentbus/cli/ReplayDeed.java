package dev.agentbus.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What is done to one replay.
abstract class ReplayDeed implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Parameters(paramLabel = "ID", description = "The replay's id.")
    private String id = "";

    @Spec
    private @Nullable CommandSpec spec;

    /// @return what to say of it
    abstract String done(ReplayClient bus, String replay);

    @Override
    public final Integer call() {
        Screen screen = Screen.of(spec);
        try (ReplayClient bus = ReplayClient.of(settings)) {
            screen.line(done(bus, id));
            return 0;
        }
    }
}
