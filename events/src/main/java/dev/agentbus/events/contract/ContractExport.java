package dev.agentbus.events.contract;

import dev.agentbus.events.TopicName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.json.JsonMapper;

/// All contracts as one AsyncAPI document, for generators, catalogues and other tools. Reading it
/// again gives the same contracts.
public final class ContractExport {
    private static final JsonMapper JSON = new JsonMapper();

    private ContractExport() {}

    public static String yaml(Collection<Contract> contracts) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setDereferenceAliases(true)
                .setWidth(120)
                .build();
        return new Dump(settings).dumpToString(document(contracts));
    }

    public static String json(Collection<Contract> contracts) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document(contracts));
    }

    private static Map<String, @Nullable Object> document(Collection<Contract> contracts) {
        Map<String, @Nullable Object> channels = new LinkedHashMap<>();
        contracts.forEach(contract -> channels.put(contract.topic().value(), channel(contract)));
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("asyncapi", "3.0.0");
        document.put("info", Map.of("title", "agentbus", "version", "1.0.0"));
        document.put("defaultContentType", "application/json");
        document.put("channels", channels);
        return document;
    }

    private static Map<String, @Nullable Object> channel(Contract contract) {
        Map<String, @Nullable Object> channel = new LinkedHashMap<>();
        channel.put("address", contract.topic().value());
        channel.put("title", contract.title());
        channel.put("messages", Map.of("event", message(contract)));
        channel.put("bindings", Map.of("kafka", binding(contract.settings())));
        channel.put(
                TableReader.TABLE,
                contract.table().<Object>map(ContractExport::table).orElse(false));
        channel.put(
                AsyncApiReader.DEAD_LETTER,
                contract.deadLetterTopic().<Object>map(TopicName::value).orElse(false));
        channel.put(AsyncApiReader.TIME, contract.timeField());
        return channel;
    }

    private static Map<String, @Nullable Object> table(Table table) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", table.name());
        map.put("indexes", table.indexes());
        return map;
    }

    private static Map<String, @Nullable Object> binding(TopicSettings settings) {
        Map<String, @Nullable Object> binding = new LinkedHashMap<>();
        binding.put("partitions", settings.partitions());
        binding.put("replicas", settings.replicas());
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        settings.config().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> config.put(entry.getKey(), configured(entry.getKey(), entry.getValue())));
        binding.put("topicConfiguration", config);
        binding.put("bindingVersion", "0.5.0");
        return binding;
    }

    /// In the types that the binding asks for.
    private static Object configured(String name, String value) {
        if (name.equals("cleanup.policy")) {
            return List.of(value.split(","));
        }
        return value.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(value) : value;
    }

    private static Map<String, @Nullable Object> message(Contract contract) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("contentType", "application/json");
        contract.keyField()
                .ifPresent(key -> message.put(
                        "bindings",
                        Map.of(
                                "kafka",
                                Map.of(
                                        "key",
                                        Map.of("type", "string", AsyncApiReader.KEY_FIELD, key),
                                        "bindingVersion",
                                        "0.5.0"))));
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("schemaFormat", "application/schema+json;version=draft-07");
        payload.put("schema", schema(contract));
        message.put("payload", payload);
        return message;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> schema(Contract contract) {
        Map<String, @Nullable Object> schema = JSON.readValue(contract.schema(), LinkedHashMap.class);
        Map<String, @Nullable Object> properties = (Map<String, @Nullable Object>) schema.get("properties");
        for (Field field : contract.fields()) {
            if (properties != null && properties.get(field.name()) instanceof Map<?, ?> property) {
                extend((Map<String, @Nullable Object>) property, field);
            }
        }
        return schema;
    }

    private static void extend(Map<String, @Nullable Object> property, Field field) {
        if (!field.aliases().isEmpty()) {
            property.put(SchemaReader.ALIASES, field.aliases());
        }
        if (!Identifiers.BOOKKEEPING.contains(field.column())
                && !field.column().equals(Identifiers.snakeCase(field.name()))) {
            property.put(SchemaReader.COLUMN, field.column());
        }
        if (field.name().equals(Contract.EVENT_ID) && field.column().equals(Contract.EVENT_ID)) {
            property.put(SchemaReader.COLUMN, Contract.EVENT_ID);
        }
        if (field.secret()) {
            property.put(SchemaReader.SECRET, true);
        }
    }
}
