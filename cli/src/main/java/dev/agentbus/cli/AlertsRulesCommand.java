package dev.agentbus.cli;

import dev.agentbus.process.alert.RuleBook;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `agentbus alerts rules`.
@Command(
        name = "rules",
        description = "Print the rules that come with the bus, as a file to begin with.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:printed"})
final class AlertsRulesCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        boolean _ = Screen.of(spec).line(RuleBook.shipped().stripTrailing());
    }
}
