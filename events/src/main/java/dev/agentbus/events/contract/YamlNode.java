package dev.agentbus.events.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A YAML document as a tree that knows its lines.
sealed interface YamlNode {
    /// The line the value begins in, from 1.
    int line();

    /// The node as plain maps, lists, text, numbers, booleans and null.
    @Nullable
    Object plain();

    record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {
        @Override
        public Object plain() {
            Map<String, @Nullable Object> map = new java.util.LinkedHashMap<>();
            entries.forEach((key, value) -> map.put(key, value.plain()));
            return map;
        }
    }

    record Sequence(List<YamlNode> items, int line) implements YamlNode {
        @Override
        public Object plain() {
            List<@Nullable Object> list = new java.util.ArrayList<>();
            items.forEach(item -> list.add(item.plain()));
            return list;
        }
    }

    /// @param value text, `Long`, `Double`, `Boolean` or null
    record Scalar(@Nullable Object value, int line) implements YamlNode {
        @Override
        public @Nullable Object plain() {
            return value;
        }
    }
}
