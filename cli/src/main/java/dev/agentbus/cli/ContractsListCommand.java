package dev.agentbus.cli;

import dev.agentbus.app.BusSettings;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.contract.Field;
import dev.agentbus.events.contract.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `agentbus contracts list`.
@Command(name = "list", description = "Every topic with its key, retention, table and where it is defined.")
final class ContractsListCommand implements Runnable {
    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--json", description = "With all fields, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Screen screen = Screen.of(spec);
        Contracts contracts = Contracts.load(BusSettings.of(settings.load()).contracts());
        if (json) {
            ArrayNode list = JsonMapper.shared().createArrayNode();
            contracts.all().forEach(contract -> list.add(json(contract)));
            screen.json(list);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TOPIC", "PARTITIONS", "RETENTION", "KEY", "TABLE", "DEFINED IN"));
        contracts.all().forEach(contract -> rows.add(row(contract)));
        screen.table(rows);
    }

    private static List<String> row(Contract contract) {
        return List.of(
                contract.topic().value(),
                Integer.toString(contract.settings().partitions()),
                days(contract.settings().config().getOrDefault("retention.ms", "")),
                contract.keyField().orElse("-"),
                contract.table().map(Table::name).orElse("-"),
                contract.origin());
    }

    static String days(String millis) {
        if (!millis.matches("[0-9]{1,18}")) {
            return millis.equals("-1") ? "for ever" : "-";
        }
        Duration retention = Duration.ofMillis(Long.parseLong(millis));
        return retention.toDays() > 0 ? retention.toDays() + " d" : retention.toHours() + " h";
    }

    private static ObjectNode json(Contract contract) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("topic", contract.topic().value())
                .put("domain", contract.domain())
                .put("title", contract.title())
                .put("partitions", contract.settings().partitions())
                .put("replicas", contract.settings().replicas())
                .put("key", contract.keyField().orElse(null))
                .put("table", contract.table().map(Table::name).orElse(null))
                .put(
                        "dead_letter_topic",
                        contract.deadLetterTopic().map(Object::toString).orElse(null))
                .put("defined_in", contract.origin());
        ObjectNode config = node.putObject("config");
        contract.settings().config().forEach(config::put);
        ArrayNode fields = node.putArray("fields");
        for (Field field : contract.fields()) {
            fields.addObject()
                    .put("name", field.name())
                    .put("type", field.type().name().toLowerCase(Locale.ROOT))
                    .put("required", field.required())
                    .put("column", field.column())
                    .put("secret", field.secret());
        }
        return node;
    }
}
