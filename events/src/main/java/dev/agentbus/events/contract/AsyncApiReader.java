package dev.agentbus.events.contract;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One AsyncAPI 3 document to contracts. What a short document leaves out gets a default: three
/// partitions, seven days, `agent-dead-letters`, a table named after the topic.
final class AsyncApiReader {
    static final String DEAD_LETTER = "x-agentbus-dead-letter";
    static final String TIME = "x-agentbus-time";
    static final String KEY_FIELD = "x-agentbus-field";
    static final TopicName DEFAULT_DEAD_LETTER = new TopicName("agent-dead-letters");

    private static final int DEFAULT_PARTITIONS = 3;
    private static final int DEFAULT_REPLICAS = 3;
    private static final Map<String, String> DEFAULT_CONFIG =
            Map.of("cleanup.policy", "delete", "retention.ms", "604800000", "min.insync.replicas", "2");
    private static final Set<String> CHANNEL_EXTENSIONS = Set.of(TableReader.TABLE, DEAD_LETTER, TIME);
    private static final Set<String> BINDING_KEYS =
            Set.of("topic", "partitions", "replicas", "topicConfiguration", "bindingVersion");

    private final String file;
    private final Place top;

    private AsyncApiReader(String file, YamlNode root) {
        this.file = file;
        this.top = Place.top(file, root);
    }

    /// @param file the name for messages; without its ending it is the domain
    /// @throws BrokenContract with file, line and rule
    static List<Contract> read(String file, String yaml) {
        return new AsyncApiReader(file, YamlReader.read(file, yaml)).contracts();
    }

    private List<Contract> contracts() {
        Place version = top.need("asyncapi");
        if (!version.text().startsWith("3.")) {
            throw version.wrong("must be 3.0.0 or another 3.x");
        }
        Map<TopicName, Place> topics = new LinkedHashMap<>();
        List<Contract> contracts = new ArrayList<>();
        top.need("channels").entries().forEach((key, channel) -> {
            Contract contract = contract(key, channel);
            Place other = topics.putIfAbsent(contract.topic(), channel);
            if (other != null) {
                throw channel.wrong(
                        "must have a topic of its own, %s has %s too".formatted(other.path(), contract.topic()));
            }
            contracts.add(contract);
        });
        return contracts;
    }

    private Contract contract(String key, Place channel) {
        refuseUnknown(channel, CHANNEL_EXTENSIONS, "x-agentbus-");
        TopicName topic = topic(key, channel);
        Place message = message(channel);
        String timeField = channel.find(TIME).map(Place::text).orElse(Contract.TIMESTAMP);
        SchemaReader schema = new SchemaReader(payload(message), timeField);
        List<Field> fields = schema.fields();
        return new Contract(
                topic,
                file.replaceFirst("\\.ya?ml$", ""),
                title(channel, topic),
                settings(channel),
                keyField(message, fields),
                timeField,
                fields,
                TableReader.read(channel, topic.value(), fields),
                deadLetterTopic(channel, topic),
                schema.json(),
                file + ":" + channel.line());
    }

    private static TopicName topic(String key, Place channel) {
        Optional<Place> bound = channel.find("bindings").flatMap(bindings -> bindings.find("kafka", "topic"));
        Optional<Place> given = bound.or(() -> channel.find("address"));
        return topicName(given.orElse(channel), given.map(Place::text).orElse(key));
    }

    private static TopicName topicName(Place place, String name) {
        try {
            return new TopicName(name);
        } catch (PermanentFailure e) {
            throw place.wrong("must give a topic of 1 to 249 letters, digits, dots, underscores or hyphens");
        }
    }

    private static Place message(Place channel) {
        Map<String, Place> messages = channel.need("messages").entries();
        if (messages.size() != 1) {
            throw channel.need("messages").wrong("must hold exactly one message, there are " + messages.size());
        }
        return messages.values().iterator().next();
    }

    /// The payload's schema, bare or beside its format.
    private static Place payload(Place message) {
        Place payload = message.need("payload");
        Optional<Place> format = payload.find("schemaFormat");
        if (format.isEmpty()) {
            return payload;
        }
        String name = format.get().text();
        boolean json = name.startsWith("application/schema+json") || name.startsWith("application/vnd.aai.asyncapi");
        if (!json) {
            throw format.get().wrong("must be application/schema+json;version=draft-07");
        }
        return payload.need("schema");
    }

    private static String title(Place channel, TopicName topic) {
        return channel.find("title")
                .or(() -> channel.find("summary"))
                .or(() -> channel.find("description"))
                .map(place -> place.text().strip())
                .orElse(topic.value());
    }

    private static TopicSettings settings(Place channel) {
        Optional<Place> kafka = channel.find("bindings", "kafka");
        kafka.ifPresent(place -> refuseUnknown(place, BINDING_KEYS, ""));
        int partitions = kafka.flatMap(place -> place.find("partitions"))
                .map(place -> place.integer(1))
                .orElse(DEFAULT_PARTITIONS);
        int replicas = kafka.flatMap(place -> place.find("replicas"))
                .map(place -> place.integer(1))
                .orElse(DEFAULT_REPLICAS);
        Map<String, String> config = new LinkedHashMap<>(DEFAULT_CONFIG);
        kafka.flatMap(place -> place.find("topicConfiguration"))
                .ifPresent(place -> place.entries().forEach((key, value) -> config.put(key, configured(value))));
        return new TopicSettings(partitions, replicas, config);
    }

    private static String configured(Place value) {
        return value.isSequence()
                ? value.items().stream().map(Place::text).collect(Collectors.joining(","))
                : value.text();
    }

    private static Optional<String> keyField(Place message, List<Field> fields) {
        Optional<Place> key = message.find("bindings", "kafka").flatMap(kafka -> kafka.find("key"));
        if (key.isEmpty()) {
            return fields.stream()
                    .map(Field::name)
                    .filter(Contract.CORRELATION_ID::equals)
                    .findFirst();
        }
        Place field = key.get().need(KEY_FIELD);
        if (fields.stream().noneMatch(known -> known.name().equals(field.text()))) {
            throw field.wrong("must name one of the payload's properties");
        }
        return Optional.of(field.text());
    }

    private static Optional<TopicName> deadLetterTopic(Place channel, TopicName topic) {
        Optional<Place> given = channel.find(DEAD_LETTER);
        if (given.filter(place -> place.is(false)).isPresent()) {
            return Optional.empty();
        }
        TopicName deadLetter =
                given.map(place -> topicName(place, place.text())).orElse(DEFAULT_DEAD_LETTER);
        return deadLetter.equals(topic) ? Optional.empty() : Optional.of(deadLetter);
    }

    private static void refuseUnknown(Place place, Set<String> known, String prefix) {
        place.entries().forEach((key, value) -> {
            if (key.startsWith(prefix) && !known.contains(key)) {
                throw value.wrong("must be one of " + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        });
    }
}
