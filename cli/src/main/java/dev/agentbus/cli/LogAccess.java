package dev.agentbus.cli;

import dev.agentbus.app.BusFile;
import dev.agentbus.app.BusSettings;
import dev.agentbus.app.Configuration;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.file.Path;

/// The log itself, for commands that look into it: the cluster that is configured, else the one of
/// the running bus.
///
/// @param log to be closed by the caller
record LogAccess(KafkaLog log, Contracts contracts) implements AutoCloseable {
    /// @throws dev.agentbus.events.TransientFailure if no cluster is configured and no bus runs
    static LogAccess of(Configuration configuration) {
        BusSettings settings = BusSettings.of(configuration);
        KafkaSettings kafka = settings.externalKafka()
                .orElseGet(() -> KafkaSettings.of(BusFile.read(Path.of(configuration.text("data")))
                        .path("kafka")
                        .asString("")));
        return new LogAccess(new KafkaLog(kafka.withClientId("agentbus-cli")), Contracts.load(settings.contracts()));
    }

    @Override
    public void close() {
        log.close();
    }
}
