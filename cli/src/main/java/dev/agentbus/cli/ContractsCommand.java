package dev.agentbus.cli;

import picocli.CommandLine.Command;

/// `agentbus contracts`: what each topic promises.
@Command(
        name = "contracts",
        description = "The contracts in force: topics, their fields, tables and settings.",
        subcommands = {ContractsListCommand.class, ContractsCheckCommand.class, ContractsExportCommand.class})
final class ContractsCommand {}
