package dev.agentbus.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `agentbus topics`: the log against the contracts. Without a subcommand it lists them.
@Command(
        name = "topics",
        description = "The topics of the log, and where they differ from their contracts.",
        subcommands = {TopicsListCommand.class, TopicsApplyCommand.class})
final class TopicsCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        TopicsListCommand.list(settings, json, Screen.of(spec));
    }
}
