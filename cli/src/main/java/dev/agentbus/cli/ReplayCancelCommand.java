package dev.agentbus.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `agentbus replay cancel`.
@Command(name = "cancel", description = "End a replay; what is stored stays stored.")
final class ReplayCancelCommand implements Callable<Integer> {
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
            screen.line(ReplayText.sentence(bus.steer(id, ReplayClient.Step.CANCEL)));
            return 0;
        }
    }
}
