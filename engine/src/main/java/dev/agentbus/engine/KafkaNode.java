package dev.agentbus.engine;

import java.io.FileReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/// Main class of the child JVM: one KRaft node, broker and controller at once.
///
/// Formats its folder at the first start and keeps the cluster id from then on. Writes its pid to
/// the ready file when clients may come.
final class KafkaNode {
    private KafkaNode() {}

    /// @param args the node's properties file, the ready file
    public static void main(String[] args) throws Exception {
        Properties properties = read(Path.of(args[0]));
        Path ready = Path.of(args[1]);
        format(properties.getProperty("log.dirs"));
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        Files.writeString(ready, Long.toString(ProcessHandle.current().pid()));
        server.awaitShutdown();
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new FileReader(file.toFile(), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void format(String folder) throws Exception {
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Formatter()
                .setNodeId(1)
                .setClusterId(clusterId(Path.of(folder)))
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(folder)
                .setDirectories(List.of(folder))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setIgnoreFormatted(true)
                .setPrintStream(silent)
                .run();
    }

    private static String clusterId(Path folder) throws IOException {
        Path meta = folder.resolve("meta.properties");
        return Files.exists(meta)
                ? read(meta).getProperty("cluster.id")
                : Uuid.randomUuid().toString();
    }
}
