package dev.agentbus.cli;

import picocli.CommandLine.Command;

/// `agentbus topics`: the log against the contracts.
@Command(
        name = "topics",
        description = "The topics of the log, and where they differ from their contracts.",
        subcommands = {TopicsListCommand.class, TopicsApplyCommand.class})
final class TopicsCommand {}
