package dev.agentbus.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `agentbus alerts`: what fires. Without a subcommand the list.
@Command(
        name = "alerts",
        description =
                "What fires now, by which rules; try rules on the past; silence them. Without a subcommand: the list.",
        subcommands = {
            AlertsListCommand.class,
            AlertsTestCommand.class,
            AlertsSilenceCommand.class,
            AlertsRulesCommand.class
        })
final class AlertsCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        AlertsListCommand.list(
                settings, Screen.of(spec), json ? AlertsListCommand.Form.JSON : AlertsListCommand.Form.TABLE);
    }
}
