package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The small things that every tracker keeps, as JSON.
final class Saved {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Saved() {}

    static void writeKey(ObjectNode into, AlertKey key) {
        ArrayNode values = into.putArray("key");
        key.values().forEach(values::add);
    }

    static AlertKey readKey(JsonNode from) {
        List<String> values = new ArrayList<>();
        from.path("key").forEach(value -> values.add(value.asString()));
        return new AlertKey(values);
    }

    static void writePhase(ObjectNode into, Phase phase) {
        switch (phase) {
            case Phase.Quiet _ -> {}
            case Phase.Pending(long since) -> into.put("pending", since);
            case Phase.Firing(long since, long overSince) ->
                into.put("firing", since).put("over", overSince);
        }
    }

    static Phase readPhase(JsonNode from) {
        if (from.has("firing")) {
            return new Phase.Firing(
                    from.path("firing").asLong(), from.path("over").asLong());
        }
        return from.has("pending") ? new Phase.Pending(from.path("pending").asLong()) : Phase.QUIET;
    }

    static void writeEvidence(ObjectNode into, Collection<Evidence> evidence) {
        ArrayNode all = into.putArray("evidence");
        evidence.forEach(each -> write(all.addObject(), each));
    }

    static void write(ObjectNode into, Evidence evidence) {
        into.put("topic", evidence.partition().topic().value())
                .put("partition", evidence.partition().number())
                .put("offset", evidence.offset());
        if (!evidence.correlation().isEmpty()) {
            into.put("correlation_id", evidence.correlation());
        }
    }

    static List<Evidence> readEvidence(JsonNode from) {
        List<Evidence> evidence = new ArrayList<>();
        for (JsonNode each : from.path("evidence")) {
            evidence.add(new Evidence(
                    new LogPartition(
                            new TopicName(each.path("topic").asString()),
                            each.path("partition").asInt()),
                    each.path("offset").asLong(),
                    each.path("correlation_id").asString("")));
        }
        return evidence;
    }
}
