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

    private final Engines engines;
    private final Supplier<Map<String, String>> addresses;
    private final Readiness readiness;
    private final Collection<Contract> contracts;
    private final List<Worker> workers;
    private final GroupMonitor groups;
    private final Instant startedAt = Instant.now();

    /// @param addresses of the engines, by name
    /// @param workers those of this process; may grow until the server starts
    /// @param groups of the whole log
    SystemRoutes(
            Engines engines,
            Supplier<Map<String, String>> addresses,
            Readiness readiness,
            Collection<Contract> contracts,
            List<Worker> workers,
            GroupMonitor groups) {
        this.engines = engines;
        this.addresses = addresses;
        this.readiness = readiness;
        this.contracts = contracts;
        this.workers = workers;
        this.groups = groups;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::system);
    }

    private void system(ServerRequest request, ServerResponse response) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("version", version()).put("startedAt", startedAt.toString());
        writeEngines(body.putArray("engines"));
        writeTopics(body.putArray("topics"));
        ArrayNode rows = body.putArray("groups");
        groups.standings().groups().forEach(group -> writeGroup(rows, group));
        body.putObject("deadLetters")
                .put(
                        "total",
                        workers.stream()
                                .mapToLong(worker -> worker.status().total().deadLettered())
                                .sum())
                .put("since", startedAt.toString());
        response.header(HeaderValues.CONTENT_TYPE_JSON).send(body.toString());
    }

    private void writeEngines(ArrayNode out) {
        Map<String, Optional<String>> answers = readiness.ask();
        Map<String, Engine> own = engines.own().stream().collect(Collectors.toMap(Engine::name, engine -> engine));
        addresses.get().forEach((name, address) -> {
            ObjectNode node = out.addObject().put("name", name).put("address", address);
            Engine engine = own.get(name);
            boolean up = answers.getOrDefault(name, Optional.empty()).isEmpty();
            node.put("state", up ? (engine == null ? "external" : "running") : "down");
            if (engine != null && engine.isRunning()) {
                node.put("pid", engine.pid()).put("rssBytes", engine.rssBytes());
            }
        });
        out.addObject()
                .put("name", "agentbus")
                .put("state", "running")
                .put("pid", ProcessHandle.current().pid())
                .put("rssBytes", ProcessMemory.of(ProcessHandle.current()));
    }

    private void writeTopics(ArrayNode out) {
        for (Contract contract : contracts) {
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
