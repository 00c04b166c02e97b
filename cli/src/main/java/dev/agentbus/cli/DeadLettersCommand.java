package dev.agentbus.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `agentbus dead-letters`: what could not be carried out. Without a subcommand the causes.
@Command(
        name = "dead-letters",
        description = "What could not be carried out: look, edit, redrive, discard. Without a subcommand: the causes.",
        subcommands = {
            DeadLettersListCommand.class,
            DeadLettersShowCommand.class,
            DeadLettersEditCommand.class,
            DeadLettersRedriveCommand.class,
            DeadLettersDiscardCommand.class
        })
final class DeadLettersCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        try (BusClient bus = BusClient.of(settings.load(), System.getenv())) {
            DeadLettersListCommand.causes(
                    bus, "?", screen, json ? DeadLettersListCommand.Form.JSON : DeadLettersListCommand.Form.TABLE);
        }
    }
}
