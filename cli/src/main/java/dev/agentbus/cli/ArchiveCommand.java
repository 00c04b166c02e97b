package dev.agentbus.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `agentbus archive`: the log as Parquet files, and the way back.
@Command(
        name = "archive",
        description = "The archive of all records: what it holds, whether it is sound, and back into the log.",
        subcommands = {ArchiveListCommand.class, ArchiveVerifyCommand.class, ArchiveRestoreCommand.class})
final class ArchiveCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Choose one of list, verify and restore.");
        }
    }
}
