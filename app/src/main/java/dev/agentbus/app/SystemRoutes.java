package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.engine.ProcessMemory;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.process.Worker;
import dev.agentbus.process.groups.GroupMonitor;
import dev.agentbus.process.groups.GroupStanding;
import dev.agentbus.process.groups.PartitionStanding;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/system`: what this process runs, and how far its consumer groups are. Addresses, never credentials.
final class SystemRoutes implements HttpService {
    private static final String RETENTION = "retention.ms";

    private final Parts parts;
    private final GroupMonitor groups;
    private final DeadLetterCount deadLetters;
    private final Instant startedAt = Instant.now();

    /// What this process is made of.
    ///
    /// @param addresses of the engines, by name
    /// @param workers may grow until the server starts
    record Parts(
            Engines engines,
            Supplier<Map<String, String>> addresses,
            Readiness readiness,
            Collection<Contract> contracts,
            List<Worker> workers) {}

    /// @param groups of the whole log
    SystemRoutes(Parts parts, GroupMonitor groups, DeadLetterCount deadLetters) {
        this.parts = parts;
        this.groups = groups;
        this.deadLetters = deadLetters;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::system);
    }

    private void system(ServerRequest request, ServerResponse response) {
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(report());
    }

    /// As JSON. Waits for what it asks, for some seconds at most.
    byte[] report() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("version", version()).put("startedAt", startedAt.toString());
        writeEngines(body.putArray("engines"));
        writeTopics(body.putArray("topics"));
        ArrayNode rows = body.putArray("groups");
        groups.standings().groups().forEach(group -> writeGroup(rows, group));
        writeDeadLetters(body.putObject("deadLetters"));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// `total` stands in the log now; `written` is this process's own part, since its start.
    private void writeDeadLetters(ObjectNode out) {
        deadLetters.total().ifPresent(total -> out.put("total", total));
        long written = parts.workers.stream()
                .mapToLong(worker -> worker.status().total().deadLettered())
                .sum();
        out.put("written", written).put("since", startedAt.toString());
    }

    private void writeEngines(ArrayNode out) {
        Map<String, Optional<String>> answers = parts.readiness.ask();
        Map<String, Engine> own =
                parts.engines.own().stream().collect(Collectors.toMap(Engine::name, engine -> engine));
        parts.addresses.get().forEach((name, address) -> {
            ObjectNode node = out.addObject().put("name", name).put("address", address);
            Engine engine = own.get(name);
            boolean up = answers.getOrDefault(name, Optional.empty()).isEmpty();
            node.put("state", up ? (engine == null ? "external" : "running") : "down");
            if (engine != null) {
                engine.version().ifPresent(version -> node.put("version", version));
                node.put("restarts", parts.engines.restartsOf(engine));
            }
            if (engine != null && engine.isRunning()) {
                node.put("pid", engine.pid()).put("rssBytes", engine.rssBytes());
            }
        });
        out.addObject()
                .put("name", "agentbus")
                .put("state", "running")
                .put("version", version())
                .put("pid", ProcessHandle.current().pid())
                .put("rssBytes", ProcessMemory.of(ProcessHandle.current()));
    }

    private void writeTopics(ArrayNode out) {
        for (Contract contract : parts.contracts) {
            ObjectNode node = out.addObject().put("topic", contract.topic().value());
            node.put("partitions", contract.settings().partitions());
            String retention = contract.settings().config().get(RETENTION);
            if (retention != null) {
                node.put("retentionMs", Long.parseLong(retention));
            }
        }
    }

    /// A row per partition; `reason` is all of `reasons`, for people.
    private static void writeGroup(ArrayNode out, GroupStanding group) {
        for (PartitionStanding partition : group.partitions()) {
            ObjectNode node = out.addObject().put("group", group.group());
            GroupJson.writePartition(node, partition);
            GroupJson.writeLastError(node, group);
            node.put("reason", String.join(", ", partition.reasons()));
        }
    }

    private static String version() {
        String version = SystemRoutes.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }
}
