package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.engine.HostPort;
import dev.agentbus.engine.ProcessMemory;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a running bus tells other programs of this user: where everything is. `run/bus.json`, mode
/// 0600.
///
/// `run/http` and `run/token` hold the address and a token to publish with, alone, for shell
/// scripts.
public final class BusFile {
    private static final String SELF = "agentbus";
    private static final String JSON = "bus.json";
    private static final String HTTP = "http";
    private static final String TOKEN = "token";

    private BusFile() {}

    static synchronized void write(DataFolder folder, BusSettings settings, Engines engines) {
        ObjectNode bus = Json.MAPPER.createObjectNode();
        String http = httpUrl(settings.http());
        bus.put("ready", true).put("http", http).put("kafka", engines.kafka().brokers());
        engines.postgres()
                .ifPresent(login -> bus.putObject("postgres")
                        .put("url", login.url())
                        .put("host", login.host())
                        .put("port", login.port())
                        .put("database", login.database())
                        .put("user", login.user())
                        .put("password", login.password()));
        engines.redis().ifPresent(redis -> bus.put("redis", redis));
        ArrayNode processes = bus.putArray("processes");
        add(processes, SELF, ProcessHandle.current().pid());
        for (Engine engine : engines.own()) {
            if (engine.isRunning()) {
                add(processes, engine.name(), engine.pid());
            }
        }
        bus.put("data", folder.root().toString());
        folder.writeRunFile(JSON, bus.toPrettyString() + "\n");
        folder.writeRunFile(HTTP, http + "\n");
        settings.publishToken().ifPresent(token -> folder.writeRunFile(TOKEN, token + "\n"));
    }

    static void delete(DataFolder folder) {
        folder.deleteRunFile(JSON);
        folder.deleteRunFile(HTTP);
        folder.deleteRunFile(TOKEN);
    }

    /// What the bus of this data folder wrote, with the memory its processes use now.
    ///
    /// @throws TransientFailure if none runs
    public static JsonNode read(Path data) {
        Path file = data.resolve("run").resolve(JSON);
        try {
            JsonNode bus = Json.MAPPER.readTree(Files.readString(file));
            boolean alive = false;
            for (JsonNode process : bus.get("processes")) {
                long pid = process.get("pid").asLong();
                boolean ourselves = process.get("name").asString().equals(SELF);
                if (ourselves) {
                    alive = wasRunningAt(Files.getLastModifiedTime(file).toInstant(), pid);
                }
                ((ObjectNode) process)
                        .put(
                                "rssBytes",
                                ProcessHandle.of(pid)
                                        .map(handle ->
                                                ourselves ? ProcessMemory.of(handle) : ProcessMemory.ofTree(handle))
                                        .orElse(0L));
            }
            if (alive) {
                return bus;
            }
        } catch (IOException _) {
            // Not there: the same answer as for a bus that died.
        }
        throw new TransientFailure("Cannot find a running bus: start one with `agentbus up`, got: " + data);
    }

    static String httpUrl(HostPort bind) {
        return "http://" + bind;
    }

    /// A process that started after `time` only inherited the number.
    private static boolean wasRunningAt(Instant time, long pid) {
        return ProcessHandle.of(pid)
                .filter(process ->
                        process.info().startInstant().map(time::isAfter).orElse(true))
                .isPresent();
    }

    private static void add(ArrayNode processes, String name, long pid) {
        processes.addObject().put("name", name).put("pid", pid).put("rssBytes", 0);
    }
}
