package dev.agentbus.events.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A payload schema to the contract's fields and to self-contained JSON Schema text.
///
/// References are written out, our extensions left out, and null allowed where a property is not
/// required: producers send it for "absent".
final class SchemaReader {
    static final String COLUMN = "x-agentbus-column";
    static final String ALIASES = "x-agentbus-aliases";
    static final String SECRET = "x-agentbus-secret";
    private static final String EXTENSION = "x-agentbus-";
    private static final Set<String> FIELD_EXTENSIONS = Set.of(COLUMN, ALIASES, SECRET);
    private static final int MAX_DEPTH = 40;
    private static final JsonMapper JSON = new JsonMapper();

    private final Place schema;
    private final String timeField;
    private final Set<String> required = new LinkedHashSet<>();

    SchemaReader(Place schema, String timeField) {
        this.schema = schema;
        this.timeField = timeField;
        if (schema.find("type").filter(type -> !type.is("object")).isPresent()) {
            throw schema.need("type").wrong("must be object");
        }
        schema.find("required").ifPresent(names -> names.items().forEach(this::addRequired));
    }

    private void addRequired(Place name) {
        if (schema.find("properties", name.text()).isEmpty()) {
            throw name.wrong("must name one of the properties");
        }
        required.add(name.text());
    }

    /// The schema's fields in its order, and those that every event has: its id, correlation id and
    /// time.
    List<Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        Map<String, Place> names = new LinkedHashMap<>();
        properties().forEach((name, place) -> {
            Field field = field(name, place);
            Place other = names.put(field.column(), place);
            if (other != null) {
                throw place.wrong("must have a column of its own, the one of %s is %s too"
                        .formatted(other.path(), field.column()));
            }
            fields.put(name, field);
        });
        fields.computeIfAbsent(Contract.EVENT_ID, name -> implied(name, FieldType.TEXT, "id"));
        fields.computeIfAbsent(Contract.CORRELATION_ID, name -> implied(name, FieldType.TEXT, name));
        fields.computeIfAbsent(timeField, name -> implied(name, FieldType.TIMESTAMP, "created_at"));
        return List.copyOf(fields.values());
    }

    private static Field implied(String name, FieldType type, String column) {
        return new Field(name, type, false, List.of(), column, false);
    }

    private Map<String, Place> properties() {
        return schema.find("properties").map(Place::entries).orElse(Map.of());
    }

    private Field field(String name, Place place) {
        FieldType type = type(place);
        if (name.equals(timeField) && type != FieldType.TIMESTAMP) {
            throw place.wrong("must have the format date-time, as the field that says when the event happened");
        }
        List<String> aliases = place.isMapping()
                ? place.find(ALIASES)
                        .map(list -> list.items().stream().map(Place::text).toList())
                        .orElse(List.of())
                : List.of();
        boolean secret =
                place.isMapping() && place.find(SECRET).map(Place::flag).orElse(false);
        refuseUnknownExtensions(place);
        if (secret && type != FieldType.TEXT && type != FieldType.JSON) {
            throw place.need(SECRET).wrong("must stand on text, an object or an array, which can be hidden");
        }
        return new Field(name, type, required.contains(name), aliases, column(name, place), secret);
    }

    private static void refuseUnknownExtensions(Place place) {
        if (place.isMapping()) {
            place.entries().forEach((key, value) -> {
                if (key.startsWith(EXTENSION) && !FIELD_EXTENSIONS.contains(key)) {
                    throw value.wrong("must be one of " + String.join(", ", new java.util.TreeSet<>(FIELD_EXTENSIONS)));
                }
            });
        }
    }

    private String column(String name, Place place) {
        Place given = place.isMapping() ? place.find(COLUMN).orElse(null) : null;
        if (given == null && name.equals(timeField)) {
            return "created_at";
        }
        if (given == null && name.equals(Contract.EVENT_ID)) {
            return "id";
        }
        String column = given == null ? Identifiers.snakeCase(name) : given.text();
        Place where = given == null ? place : given;
        if (!Identifiers.isLegal(column)) {
            throw where.wrong("must give a column of 1 to 63 of a-z, 0-9 and _, not starting with a digit");
        }
        if (Identifiers.BOOKKEEPING.contains(column)) {
            throw where.wrong("must not claim the column %s, which every table has of itself; name another with %s"
                    .formatted(column, COLUMN));
        }
        return column;
    }

    private static FieldType type(Place place) {
        if (!place.isMapping()) {
            return FieldType.JSON;
        }
        if (place.find("format").filter(format -> format.is("date-time")).isPresent()) {
            return FieldType.TIMESTAMP;
        }
        List<String> types = typeNames(place);
        types.remove("null");
        if (types.size() == 2 && types.contains("integer") && types.contains("number")) {
            return FieldType.NUMBER;
        }
        return types.size() != 1
                ? FieldType.JSON
                : switch (types.get(0)) {
                    case "string" -> FieldType.TEXT;
                    case "integer" -> FieldType.INTEGER;
                    case "number" -> FieldType.NUMBER;
                    case "boolean" -> FieldType.BOOLEAN;
                    case "object", "array" -> FieldType.JSON;
                    default ->
                        throw place.need("type")
                                .wrong("must be string, integer, number, boolean, object, array or null");
                };
    }

    private static List<String> typeNames(Place place) {
        Place type = place.find("type").orElse(null);
        List<String> names = new ArrayList<>();
        if (type != null && type.isSequence()) {
            type.items().forEach(item -> names.add(item.text()));
        } else if (type != null) {
            names.add(type.text());
        }
        return names;
    }

    /// The schema as one JSON text, without references.
    String json() {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("type", "object");
        if (expanded(schema, 0) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> root.put(key.toString(), value));
        }
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties().forEach((name, place) -> properties.put(name, nullable(name, expanded(place, 0))));
        for (Field field : fields()) {
            properties.computeIfAbsent(
                    field.name(),
                    _name -> field.type() == FieldType.TIMESTAMP
                            ? Map.of("type", List.of("string", "number", "null"), "format", "date-time")
                            : Map.of("type", List.of("string", "null")));
        }
        root.put("properties", properties);
        return JSON.writeValueAsString(root);
    }

    private @Nullable Object nullable(String name, @Nullable Object property) {
        if (required.contains(name) || !(property instanceof Map<?, ?> map)) {
            return property;
        }
        Map<String, @Nullable Object> open = new LinkedHashMap<>();
        map.forEach((key, value) -> open.put(
                key.toString(),
                switch (key.toString()) {
                    case "type" -> with("null", value);
                    case "enum" -> with(null, value);
                    default -> value;
                }));
        return open;
    }

    private static List<@Nullable Object> with(@Nullable Object more, @Nullable Object value) {
        List<@Nullable Object> list = new ArrayList<>();
        if (value instanceof List<?> values) {
            list.addAll(values);
        } else {
            list.add(value);
        }
        if (!list.contains(more)) {
            list.add(more);
        }
        return list;
    }

    private @Nullable Object expanded(Place place, int depth) {
        if (depth > MAX_DEPTH) {
            throw new BrokenContract(
                    place.file(),
                    place.line(),
                    schema.path() + " must not contain itself, got: a reference to a part around it");
        }
        if (place.isMapping()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            place.entries().forEach((key, value) -> {
                if (!key.startsWith(EXTENSION)) {
                    map.put(key, expanded(value, depth + 1));
                }
            });
            return map;
        }
        if (place.isSequence()) {
            List<@Nullable Object> list = new ArrayList<>();
            place.items().forEach(item -> list.add(expanded(item, depth + 1)));
            return list;
        }
        return place.node().plain();
    }
}
