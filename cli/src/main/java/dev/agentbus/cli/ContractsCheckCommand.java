package dev.agentbus.cli;

import dev.agentbus.app.BusSettings;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `agentbus contracts check`.
@Command(
        name = "check",
        description = "Check contract files and name file, line and rule of what is wrong.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all are right", "1:at least one is broken", "2:wrong usage"})
final class ContractsCheckCommand implements Callable<Integer> {
    @Mixin
    private Settings settings = new Settings();

    @Parameters(paramLabel = "FILE", description = "Files or folders; else the configured contracts folder.")
    private List<Path> paths = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        List<Path> given =
                paths.isEmpty() ? List.of(BusSettings.of(settings.load()).contracts()) : paths;
        List<Path> files = given.stream()
                .flatMap(path ->
                        Files.isDirectory(path) ? Contracts.filesOf(path).stream() : java.util.stream.Stream.of(path))
                .filter(path -> !paths.isEmpty() || Files.exists(path))
                .toList();
        List<Contract> all = new ArrayList<>(Contracts.builtIn().all());
        int broken = 0;
        for (Path file : files) {
            broken += check(file, all, screen) ? 0 : 1;
        }
        if (files.isEmpty()) {
            screen.line("No contracts of your own in " + given.getFirst());
        }
        return broken == 0 ? 0 : 1;
    }

    /// A file is also checked against those before it: no topic and no table may be claimed twice.
    private static boolean check(Path file, List<Contract> all, Screen screen) {
        try {
            List<Contract> contracts = Contracts.read(file);
            List<Contract> together = new ArrayList<>(all);
            together.addAll(contracts);
            Contracts.of(together);
            all.addAll(contracts);
            contracts.forEach(contract -> screen.line("%s: %s, %d fields"
                    .formatted(
                            contract.origin(),
                            contract.topic(),
                            contract.fields().size())));
            return true;
        } catch (Misconfigured failure) {
            screen.err().println(failure.getMessage());
            screen.err().flush();
            return false;
        }
    }
}
