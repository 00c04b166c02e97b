package dev.agentbus.cli;

import dev.agentbus.app.BusSettings;
import dev.agentbus.events.contract.ContractExport;
import dev.agentbus.events.contract.Contracts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `agentbus contracts export`.
@Command(name = "export", description = "All contracts as one AsyncAPI document, on standard output.")
final class ContractsExportCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "As JSON instead of YAML.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Contracts contracts = Contracts.load(BusSettings.of(settings.load()).contracts());
        Screen.of(spec)
                .line((json ? ContractExport.json(contracts.all()) : ContractExport.yaml(contracts.all())).strip());
    }
}
