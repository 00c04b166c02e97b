package dev.agentbus.ingest.demo;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.ingest.http.EventDoor;
import dev.agentbus.ingest.http.HttpIngestSettings;
import dev.agentbus.ingest.http.IngestRoutes;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherSettings;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.memory.MemoryLog;
import io.helidon.webserver.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The HTTP door of a bus, on a free port, before a log in memory.
final class OpenDoor implements AutoCloseable {
    private static final int PARTITIONS = 3;

    private final MemoryLog log = new MemoryLog();
    private final Publisher publisher;
    private final WebServer server;

    private OpenDoor(Contracts contracts, Path spool, UnaryOperator<EventDoor> around) {
        contracts.all().forEach(contract -> log.withTopic(contract.topic().value(), PARTITIONS));
        publisher = Publisher.to(log, PublisherSettings.spoolingTo(spool));
        IngestRoutes routes = new IngestRoutes(
                HttpIngestSettings.DEFAULT,
                contracts,
                around.apply(EventDoor.of(publisher)),
                new SimpleMeterRegistry());
        server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(routing -> routing.register(routes))
                .build()
                .start();
    }

    /// @param around what stands before the log
    static OpenDoor open(Path spool, UnaryOperator<EventDoor> around) {
        return new OpenDoor(Contracts.builtIn(), spool, around);
    }

    static OpenDoor withoutTopics(Path spool) {
        return new OpenDoor(Contracts.of(List.of()), spool, door -> door);
    }

    DemoBus address() {
        return new DemoBus("http://127.0.0.1:" + server.port(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// In the order of the log.
    Map<String, List<String>> idsByAgentAndTrace(String topic) {
        Map<String, List<String>> ids = new HashMap<>();
        for (JsonNode event : events(topic)) {
            String whose = event.path("agent_name").asString("") + " in "
                    + event.path("correlation_id").asString("");
            ids.computeIfAbsent(whose, _ -> new ArrayList<>())
                    .add(event.path("event_id").asString(""));
        }
        return ids;
    }

    /// Those with an execution that has not ended.
    List<String> agentsAtWork() {
        Map<String, String> open = new LinkedHashMap<>();
        for (JsonNode event : events("agent-execution-logs")) {
            String execution = event.path("execution_id").asString("");
            if (event.path("status").asString("").equals("in_progress")) {
                open.put(execution, event.path("agent_name").asString(""));
            } else {
                open.remove(execution);
            }
        }
        return List.copyOf(open.values());
    }

    private List<JsonNode> events(String topic) {
        List<JsonNode> events = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (LogRecord record : log.recordsOf(new LogPartition(new TopicName(topic), partition))) {
                events.add(JsonMapper.shared().readTree(Objects.requireNonNull(record.value())));
            }
        }
        return events;
    }

    @Override
    public void close() {
        server.stop();
        publisher.close();
    }
}
