package dev.agentbus.ingest.sdk;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;

/// A process that publishes until it is killed or its standard input ends, and says which events
/// are durable.
final class PublishingProcess {
    private PublishingProcess() {}

    /// @param args brokers, topic, spool folder
    public static void main(String[] args) throws Exception {
        Publisher publisher =
                Publisher.toKafka(KafkaSettings.of(args[0]), PublisherSettings.spoolingTo(Path.of(args[2])));
        Load load = Load.on(publisher, new TopicName(args[1]), System.out::println);
        while (System.in.read() >= 0) {
            // Until whoever started us is gone.
        }
        load.stop();
        publisher.close(Duration.ofSeconds(2));
    }
}
