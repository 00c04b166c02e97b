package dev.agentbus.cli;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.TopicAdmin.Drift;
import dev.agentbus.log.TopicAdmin.TopicState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus topics list`.
@Command(name = "list", description = "Every topic of the contracts: as promised, missing, or how it differs.")
final class TopicsListCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        list(settings, json, Screen.of(spec));
    }

    static void list(Settings settings, boolean json, Screen screen) {
        try (LogAccess access = LogAccess.of(settings.load())) {
            TopicAdmin topics = access.log().topics();
            Map<TopicName, TopicState> found = topics.describe();
            List<Drift> drift = topics.drift(access.contracts().all());
            if (json) {
                ArrayNode list = JsonMapper.shared().createArrayNode();
                access.contracts().all().forEach(contract -> list.add(json(contract, found, drift)));
                screen.json(list);
            } else {
                print(access.contracts().all(), found, drift, screen);
            }
        }
    }

    private static void print(
            Iterable<Contract> contracts, Map<TopicName, TopicState> found, List<Drift> drift, Screen screen) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TOPIC", "PARTITIONS", "REPLICAS", "RETENTION", "STATE"));
        for (Contract contract : contracts) {
            TopicState state = found.get(contract.topic());
            rows.add(List.of(
                    contract.topic().value(),
                    state == null ? "-" : Integer.toString(state.partitions()),
                    state == null ? "-" : Integer.toString(state.replicas()),
                    state == null
                            ? "-"
                            : ContractsListCommand.days(state.config().getOrDefault("retention.ms", "")),
                    stateOf(contract.topic(), state, drift)));
        }
        screen.table(rows);
        if (!drift.isEmpty()) {
            screen.line("`agentbus topics apply` mends what can be mended.");
        }
    }

    private static String stateOf(TopicName topic, @Nullable TopicState state, List<Drift> drift) {
        if (state == null) {
            return "missing";
        }
        List<String> differences = drift.stream()
                .filter(one -> one.topic().equals(topic))
                .map(TopicsListCommand::sentence)
                .toList();
        return differences.isEmpty() ? "as promised" : String.join("; ", differences);
    }

    static String sentence(Drift drift) {
        return "%s is %s, promised %s"
                .formatted(drift.setting(), drift.found().isEmpty() ? "unset" : drift.found(), drift.wanted());
    }

    private static ObjectNode json(Contract contract, Map<TopicName, TopicState> found, List<Drift> drift) {
        TopicState state = found.get(contract.topic());
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("topic", contract.topic().value()).put("exists", state != null);
        if (state != null) {
            node.put("partitions", state.partitions()).put("replicas", state.replicas());
        }
        ArrayNode differences = node.putArray("drift");
        drift.stream()
                .filter(one -> one.topic().equals(contract.topic()))
                .forEach(one -> differences
                        .addObject()
                        .put("setting", one.setting())
                        .put("promised", one.wanted())
                        .put("found", one.found()));
        return node;
    }
}
