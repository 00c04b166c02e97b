package dev.agentbus.cli;

import dev.agentbus.events.BusFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `agentbus`: finds the command and turns a failure into one sentence and an exit code.
///
/// Exit codes: 0 done, 1 failed (the sentence says why), 2 wrong usage.
@Command(
        name = "agentbus",
        description = "The event backbone for fleets of AI agents.",
        mixinStandardHelpOptions = true,
        version = "agentbus 0.1.0",
        subcommands = {UpCommand.class, ServeCommand.class, StatusCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (!(failure instanceof BusFailure)) {
                throw failure;
            }
            command.getErr().println("agentbus: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }
}
