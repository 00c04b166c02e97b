package dev.agentbus.cli;

import dev.agentbus.app.BusFile;
import dev.agentbus.app.Configuration;
import dev.agentbus.events.TransientFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus status`: what runs and where.
@Command(
        name = "status",
        description = "Say what runs, where it is and how much memory it takes.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the bus is ready", "1:none runs, or a part of it does not work now", "2:wrong usage"})
final class StatusCommand implements Callable<Integer> {
    private static final long MIB = 1 << 20;

    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs; holds the database password.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = Screen.of(spec);
        Configuration configuration = settings.load();
        Path data = Path.of(configuration.text("data"));
        ObjectNode bus;
        try {
            bus = (ObjectNode) BusFile.read(data);
        } catch (TransientFailure none) {
            if (json) {
                screen.json(JsonMapper.shared()
                        .createObjectNode()
                        .put("ready", false)
                        .put("data", data.toString()));
                return 1;
            }
            throw none;
        }
        List<String> down = partsDown(bus.path("http").asString(""));
        bus.put("ready", bus.path("ready").asBoolean(false) && down.isEmpty());
        if (json) {
            screen.json(bus);
        } else {
            print(bus, down, screen);
        }
        return down.isEmpty() ? 0 : 1;
    }

    private static List<String> partsDown(String url) {
        List<String> down = new ArrayList<>();
        try (BusClient client = new BusClient(url, Optional.empty())) {
            client.get("/health/ready").body().path("parts").properties().forEach(part -> {
                if (!part.getValue().asString("").equals("UP")) {
                    down.add(part.getKey());
                }
            });
        } catch (TransientFailure _) {
            down.add("http");
        }
        return down;
    }

    private static void print(JsonNode bus, List<String> down, Screen screen) {
        String http = bus.path("http").asString("");
        screen.line(
                down.isEmpty()
                        ? "agentbus is ready: " + http
                        : "agentbus runs at %s, but does not work now: %s".formatted(http, String.join(", ", down)));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("kafka", bus.path("kafka").asString("")));
        if (bus.has("postgres")) {
            rows.add(List.of("postgres", bus.path("postgres").path("url").asString("")));
        }
        if (bus.has("redis")) {
            rows.add(List.of("redis", bus.path("redis").asString("")));
        }
        rows.add(List.of("data", bus.path("data").asString("")));
        for (JsonNode process : bus.path("processes")) {
            rows.add(List.of(
                    "process",
                    "%-9s pid %-8d %4d MiB"
                            .formatted(
                                    process.path("name").asString(""),
                                    process.path("pid").asLong(),
                                    process.path("rssBytes").asLong() / MIB)));
        }
        screen.table(rows);
    }
}
