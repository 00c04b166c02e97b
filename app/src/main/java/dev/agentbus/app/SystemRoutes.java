package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.engine.ProcessMemory;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.process.PartitionStatus;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerStatus;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
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
    private final DeadLetterCount deadLetters;
    private final Instant startedAt = Instant.now();

    /// @param addresses of the engines, by name
    /// @param workers those of this process; may grow until the server starts
    SystemRoutes(
            Engines engines,
            Supplier<Map<String, String>> addresses,
            Readiness readiness,
            Collection<Contract> contracts,
            List<Worker> workers,
            DeadLetterCount deadLetters) {
        this.engines = engines;
        this.addresses = addresses;
        this.readiness = readiness;
        this.contracts = contracts;
        this.workers = workers;
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
        List<WorkerStatus> groups = workers.stream().map(Worker::status).toList();
        groups.forEach(group -> writeGroup(body.withArray("groups"), group));
        body.withArray("groups");
        writeDeadLetters(body.putObject("deadLetters"), groups);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// `total` stands in the log now; `written` is this process's own part, since its start.
    private void writeDeadLetters(ObjectNode out, List<WorkerStatus> groups) {
        deadLetters.total().ifPresent(total -> out.put("total", total));
        long written =
                groups.stream().mapToLong(group -> group.total().deadLettered()).sum();
        out.put("written", written).put("since", startedAt.toString());
    }

    private void writeEngines(ArrayNode out) {
        Map<String, Optional<String>> answers = readiness.ask();
        Map<String, Engine> own = engines.own().stream().collect(Collectors.toMap(Engine::name, engine -> engine));
        addresses.get().forEach((name, address) -> {
            ObjectNode node = out.addObject().put("name", name).put("address", address);
            Engine engine = own.get(name);
            boolean up = answers.getOrDefault(name, Optional.empty()).isEmpty();
            node.put("state", up ? (engine == null ? "external" : "running") : "down");
            if (engine != null) {
                engine.version().ifPresent(version -> node.put("version", version));
                node.put("restarts", engines.restartsOf(engine));
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
        for (Contract contract : contracts) {
            ObjectNode node = out.addObject().put("topic", contract.topic().value());
            node.put("partitions", contract.settings().partitions());
            String retention = contract.settings().config().get(RETENTION);
            if (retention != null) {
                node.put("retentionMs", Long.parseLong(retention));
            }
        }
    }

    private static void writeGroup(ArrayNode out, WorkerStatus group) {
        for (PartitionStatus partition : group.partitions()) {
            ObjectNode node = out.addObject()
                    .put("group", group.group())
                    .put("topic", partition.partition().topic().value())
                    .put("partition", partition.partition().number());
            partition.position().ifPresent(position -> node.put("position", position));
            partition.lag().ifPresent(lag -> node.put("lagEvents", lag));
            node.put("verdict", verdict(group, partition)).put("reason", reason(group, partition));
        }
    }

    private static String verdict(WorkerStatus group, PartitionStatus partition) {
        return switch (group.state()) {
            case NEW, JOINING -> "WARN";
            case RUNNING -> partition.pauses().isEmpty() ? "OK" : "WARN";
            case WAITING -> "STALLED";
            case STOPPED, FAILED -> "STOPPED";
        };
    }

    private static String reason(WorkerStatus group, PartitionStatus partition) {
        if (group.state() == WorkerStatus.State.RUNNING && partition.pauses().isEmpty()) {
            return "";
        }
        String pauses = partition.pauses().stream()
                .map(pause -> pause.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .sorted()
                .collect(Collectors.joining(", "));
        return pauses.isEmpty() ? group.state().name().toLowerCase(Locale.ROOT) : pauses;
    }

    private static String version() {
        String version = SystemRoutes.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }
}
