package dev.agentbus.cli;

import picocli.CommandLine.Command;

/// `agentbus import`: recorded runs, by format.
@Command(
        name = "import",
        description = "Publish recorded runs as agent events. Importing a run twice adds nothing.",
        subcommands = ImportSweAgentCommand.class)
final class ImportCommand {}
