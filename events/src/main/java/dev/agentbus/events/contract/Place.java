package dev.agentbus.events.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A spot in a contract file, or in another YAML file for people: the value, and the words to
/// complain about it. Local references are followed.
///
/// @param root the whole document, where references point
/// @param path dotted, from the top
public record Place(String file, YamlNode root, String path, YamlNode node) {
    private static final int MAX_REFERENCES = 20;

    /// The top of a YAML text.
    ///
    /// @param file its name in messages
    /// @throws BrokenContract when it is no YAML
    public static Place read(String file, String text) {
        return top(file, YamlReader.read(file, text));
    }

    static Place top(String file, YamlNode root) {
        return new Place(file, root, "", root);
    }

    public int line() {
        return node.line();
    }

    public BrokenContract wrong(String rule) {
        return new BrokenContract(file, line(), "%s %s, got: %s".formatted(path.isEmpty() ? "$" : path, rule, shown()));
    }

    public BrokenContract missing(String key) {
        return new BrokenContract(file, line(), "%s must be there, got: nothing".formatted(pathOf(key)));
    }

    public Optional<Place> find(String key) {
        YamlNode child = mapping().get(key);
        if (child == null || (child instanceof YamlNode.Scalar scalar && scalar.value() == null)) {
            return Optional.empty();
        }
        return Optional.of(new Place(file, root, pathOf(key), child).followed());
    }

    Optional<Place> find(String key, String next) {
        return find(key).flatMap(place -> place.find(next));
    }

    public Place need(String key) {
        return find(key).orElseThrow(() -> missing(key));
    }

    public boolean isMapping() {
        return node instanceof YamlNode.Mapping;
    }

    public boolean isSequence() {
        return node instanceof YamlNode.Sequence;
    }

    boolean is(@Nullable Object value) {
        return node instanceof YamlNode.Scalar scalar && java.util.Objects.equals(scalar.value(), value);
    }

    public Map<String, Place> entries() {
        Map<String, Place> entries = new LinkedHashMap<>();
        for (String key : mapping().keySet()) {
            find(key).ifPresent(place -> entries.put(key, place));
        }
        return entries;
    }

    public List<Place> items() {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw wrong("must be a list");
        }
        List<Place> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            items.add(new Place(file, root, path + "[" + items.size() + "]", item).followed());
        }
        return items;
    }

    public String text() {
        if (node instanceof YamlNode.Scalar scalar && scalar.value() != null) {
            return scalar.value().toString();
        }
        throw wrong("must be text");
    }

    public int integer(int atLeast) {
        if (node instanceof YamlNode.Scalar scalar
                && scalar.value() instanceof Long number
                && number >= atLeast
                && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw wrong("must be at least " + atLeast);
    }

    public double number() {
        if (node instanceof YamlNode.Scalar scalar && scalar.value() instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong("must be a number");
    }

    public boolean flag() {
        if (node instanceof YamlNode.Scalar scalar && scalar.value() instanceof Boolean flag) {
            return flag;
        }
        throw wrong("must be true or false");
    }

    private Map<String, YamlNode> mapping() {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries();
        }
        throw wrong("must be a mapping");
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private Place followed() {
        Place place = this;
        for (int i = 0; i < MAX_REFERENCES; i++) {
            if (!(place.node instanceof YamlNode.Mapping mapping)
                    || !mapping.entries().containsKey("$ref")) {
                return place;
            }
            place = place.referenced(mapping.entries().get("$ref"));
        }
        throw wrong("must not refer to itself");
    }

    private Place referenced(@Nullable YamlNode reference) {
        if (!(reference instanceof YamlNode.Scalar scalar)
                || !(scalar.value() instanceof String target)
                || !target.startsWith("#/")) {
            throw wrong("must refer to a place in the same file, as #/…");
        }
        YamlNode at = root;
        for (String step : target.substring(2).split("/", -1)) {
            String key = step.replace("~1", "/").replace("~0", "~");
            YamlNode next =
                    at instanceof YamlNode.Mapping mapping ? mapping.entries().get(key) : null;
            if (next == null) {
                throw new BrokenContract(
                        file, reference.line(), path + ".$ref must refer to something that is there, got: " + target);
            }
            at = next;
        }
        return new Place(file, root, path, at);
    }

    private String shown() {
        if (node instanceof YamlNode.Scalar scalar) {
            return String.valueOf(scalar.value());
        }
        return isMapping() ? "a mapping" : "a list";
    }
}
