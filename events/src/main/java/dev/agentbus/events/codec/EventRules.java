package dev.agentbus.events.codec;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.FieldType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A contract's rules, compiled: most are checked on the passing tokens, the rest by the schema
/// library on the fields that have such rules. Safe for any thread.
final class EventRules {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    private static final JsonMapper JSON = new JsonMapper();
    /// What is checked here, or says nothing about the payload.
    private static final Set<String> DONE =
            Set.of("$schema", "$id", "$comment", "title", "description", "examples", "type", "properties", "required");

    private final FieldIndex index;
    private final FieldRule[] fields;
    private final @Nullable Schema[] deep;
    private final List<int[]> alternatives = new ArrayList<>();
    private final List<String> alternativeNames = new ArrayList<>();
    private final @Nullable Schema whole;
    private final boolean closed;

    EventRules(FieldIndex index) {
        this.index = index;
        Contract contract = index.contract();
        JsonNode schema = JSON.readTree(contract.schema());
        this.fields = new FieldRule[index.size()];
        this.deep = new @Nullable Schema[index.size()];
        for (int i = 0; i < fields.length; i++) {
            JsonNode property = schema.path("properties").path(index.field(i).name());
            fields[i] = FieldRule.of(index.field(i), property);
            boolean isDeep = !property.isMissingNode() && !fields[i].simple() && index.type(i) != FieldType.TIMESTAMP;
            deep[i] = isDeep ? SCHEMAS.getSchema(property) : null;
        }
        this.closed = schema.path("additionalProperties").isBoolean()
                && !schema.path("additionalProperties").booleanValue();
        this.whole = wholeOf(schema);
    }

    private @Nullable Schema wholeOf(JsonNode schema) {
        ObjectNode rest = JSON.createObjectNode();
        schema.properties().forEach(entry -> {
            boolean handled = DONE.contains(entry.getKey())
                    || (entry.getKey().equals("additionalProperties")
                            && entry.getValue().isBoolean())
                    || (entry.getKey().equals("anyOf") && areAlternatives(entry.getValue()));
            if (!handled) {
                rest.set(entry.getKey(), entry.getValue());
            }
        });
        if (rest.path("anyOf").isMissingNode()) {
            schema.path("anyOf").forEach(this::addAlternative);
        }
        return rest.isEmpty() ? null : SCHEMAS.getSchema(rest);
    }

    private boolean areAlternatives(JsonNode anyOf) {
        for (JsonNode alternative : anyOf) {
            if (alternative.size() != 1 || !alternative.path("required").isArray()) {
                return false;
            }
        }
        return true;
    }

    private void addAlternative(JsonNode alternative) {
        List<String> names = new ArrayList<>();
        alternative.path("required").forEach(name -> names.add(name.asString()));
        alternatives.add(names.stream().mapToInt(index::ordinalOfName).toArray());
        alternativeNames.add(String.join(" and ", names));
    }

    FieldRule field(int ordinal) {
        return fields[ordinal];
    }

    boolean isClosed() {
        return closed;
    }

    /// What can only be said once all fields are read.
    ///
    /// @param refused the fields that already have their violation
    void checkAll(@Nullable Object[] values, boolean[] refused, List<Violation> violations) {
        for (int ordinal : index.required()) {
            if (values[ordinal] == null && !refused[ordinal]) {
                violations.add(Violation.of(index.field(ordinal).name(), "required", "be there", Violation.NOTHING));
            }
        }
        if (!alternatives.isEmpty() && alternatives.stream().noneMatch(one -> allThere(one, values, refused))) {
            violations.add(
                    Violation.of("$", "anyOf", "have " + String.join(", or ", alternativeNames), "none of them"));
        }
        for (int i = 0; i < deep.length; i++) {
            Schema schema = deep[i];
            Object value = values[i];
            if (schema != null && value != null) {
                for (Error error : schema.validate(node(value))) {
                    violations.add(violation(index.field(i).name(), error));
                }
            }
        }
        Schema rest = whole;
        if (rest != null && violations.isEmpty()) {
            rest.validate(object(values)).forEach(error -> violations.add(violation("$", error)));
        }
    }

    private static boolean allThere(int[] ordinals, @Nullable Object[] values, boolean[] refused) {
        for (int ordinal : ordinals) {
            if (ordinal < 0 || (values[ordinal] == null && !refused[ordinal])) {
                return false;
            }
        }
        return true;
    }

    private static Violation violation(String field, Error error) {
        String at = field + error.getInstanceLocation().toString();
        JsonNode found = error.getInstanceNode();
        String value = found == null ? Violation.NOTHING : Undecodable.shown(found.toString());
        String message = "Cannot accept event: %s: %s, got: %s".formatted(at, error.getMessage(), value);
        return new Violation(at, error.getKeyword(), value, message);
    }

    private JsonNode object(@Nullable Object[] values) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null) {
                object.set(index.field(i).name(), node(value));
            }
        }
        return object;
    }

    private static JsonNode node(Object value) {
        if (value instanceof JsonSlice slice) {
            return JSON.readTree(slice.source(), slice.start(), slice.length());
        }
        return JSON.valueToTree(value instanceof Instant time ? time.toString() : value);
    }
}
