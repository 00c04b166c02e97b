package dev.agentbus.ingest.demo;

import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.Optional;

/// Where the doors of a bus are. What would go through a door that is not there goes by HTTP.
///
/// @param url of its HTTP, without a slash at the end
/// @param token to publish with
/// @param sdk what the SDK needs
/// @param skills what skills need
public record DemoBus(String url, Optional<String> token, Optional<Sdk> sdk, Optional<Skills> skills) {
    /// @param spool where events wait while the log is away
    public record Sdk(KafkaSettings kafka, Path spool) {}

    /// @param folder with the scripts
    /// @param home the bus's data folder
    public record Skills(Path folder, Path home) {}
}
