package dev.agentbus.cli;

import dev.agentbus.app.BusFile;
import dev.agentbus.app.Configuration;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `agentbus status`: what runs and where.
@Command(name = "status", description = "Say what runs, where it is and how much memory it takes.")
final class StatusCommand implements Runnable {
    private static final long MIB = 1 << 20;

    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs; holds the database password.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Configuration configuration = settings.load();
        JsonNode bus = BusFile.read(Path.of(configuration.text("data")));
        if (spec == null) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(bus.toPrettyString());
        } else {
            print(bus, out);
        }
        out.flush();
    }

    private static void print(JsonNode bus, PrintWriter out) {
        out.println("agentbus is ready: " + bus.get("http").asString());
        out.println("kafka     " + bus.get("kafka").asString());
        if (bus.has("postgres")) {
            out.println("postgres  " + bus.get("postgres").get("url").asString());
        }
        if (bus.has("redis")) {
            out.println("redis     " + bus.get("redis").asString());
        }
        out.println("data      " + bus.get("data").asString());
        for (JsonNode process : bus.get("processes")) {
            out.printf(
                    "process   %-9s pid %-8d %4d MiB%n",
                    process.get("name").asString(),
                    process.get("pid").asLong(),
                    process.get("rssBytes").asLong() / MIB);
        }
    }
}
