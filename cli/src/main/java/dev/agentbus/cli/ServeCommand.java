package dev.agentbus.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `agentbus serve`: some of the bus's work, for clusters; start as many as are needed.
@Command(
        name = "serve",
        description =
                "Do chosen work against KAFKA_BROKERS, DATABASE_URL and REDIS_URL; what is not set is started here.")
final class ServeCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--roles", paramLabel = "ROLES", description = "all, or some of ingest,writer,metrics,archive,alerts,patterns,view.")
    private @Nullable String roles;

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Where HTTP listens; 127.0.0.1:8080 unless set.")
    private @Nullable String http;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Map<String, String> arguments = new LinkedHashMap<>();
        if (roles != null) {
            arguments.put("roles", roles);
        }
        if (http != null) {
            arguments.put("http.bind", http);
        }
        if (spec != null) {
            Bus.run(settings.load(arguments), spec.commandLine().getOut(), "Stop with Ctrl-C.", Bus.Companion.NONE);
        }
    }
}
