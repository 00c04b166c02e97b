package dev.agentbus.cli;

import dev.agentbus.app.Configuration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that every command understands, on top of environment and `agentbus.yaml`.
final class Settings {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The bus's folder; else AGENTBUS_HOME, else ~/.agentbus.")
    private @Nullable String data;

    Configuration load() {
        return load(Map.of());
    }

    /// @param arguments further settings of the command line, by key
    Configuration load(Map<String, String> arguments) {
        Map<String, String> all = new LinkedHashMap<>(arguments);
        if (data != null) {
            all.put("data", data);
        }
        return Configuration.load(all, System.getenv());
    }
}
