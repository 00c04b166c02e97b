package dev.agentbus.cli;

import dev.agentbus.events.BusFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `agentbus`: finds the command and turns a failure into one sentence and an exit code.
///
/// Exit codes: 0 done, 1 failed (the sentence says why), 2 wrong usage.
@Command(
        name = "agentbus",
        description = "The event backbone for fleets of AI agents.",
        version = Main.VERSION,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:failed; the sentence on standard error says why", "2:wrong usage"},
        subcommands = {
            UpCommand.class,
            ServeCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            PublishCommand.class,
            LogCommand.class,
            TailCommand.class,
            TraceCommand.class,
            ReplayCommand.class,
            DeadLettersCommand.class,
            ArchiveCommand.class,
            TopicsCommand.class,
            GroupsCommand.class,
            MetricsCommand.class,
            RecommendCommand.class,
            AlertsCommand.class,
            ContractsCommand.class,
            ImportCommand.class,
            DoctorCommand.class,
        })
public final class Main {
    static final String VERSION = "agentbus 0.1.0";

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setOut(writer(FileDescriptor.out)).setErr(writer(FileDescriptor.err));
        addHelp(line);
        // What follows the kind belongs to the skill.
        Objects.requireNonNull(line.getSubcommands().get("log")).setStopAtPositional(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (!(failure instanceof BusFailure)) {
                throw failure;
            }
            command.getErr().println("agentbus: " + Printable.of(String.valueOf(failure.getMessage())));
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true).version(VERSION);
        line.getSubcommands().values().forEach(Main::addHelp);
    }

    /// UTF-8 whatever the locale says: the output is read by programs too.
    private static PrintWriter writer(FileDescriptor to) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(to), StandardCharsets.UTF_8), true);
    }
}
